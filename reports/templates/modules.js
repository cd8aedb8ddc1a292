// modules: search, one module, paths, deep links
const moduleList = $('#mlist'), moduleQuery = $('#mq'), detail = $('#mdet'), SHOWN = 300;
const cutsOf = node => [...out[node].values(), ...into[node].values()].filter(nodeCut).reduce((sum, link) => sum + link.count, 0);
const drawList = () => {
  const words = moduleQuery.value.toLowerCase().split(/\s+/).filter(Boolean), items = [];
  let found = 0;
  for (let node = 0; node < nodeCount; node++) {
    const text = (N.name[node] + ' ' + (S[N.service[node]]?.[0] ?? '')).toLowerCase();
    if (!words.every(word => text.includes(word))) continue;
    if (found++ >= SHOWN) continue;
    const cuts = S.length ? cutsOf(node) : 0;
    items.push(el('li', {}, el('a', {href: nodeHash(node), title: N.name[node], 'data-node': node}, badge(N.service[node]),
      el('span', {class: 'mono'}, el('bdi', {}, short(N.name[node]))), cuts ? el('span', {class: 'cutn'}, `${num(cuts)} to cut`) : null)));
  }
  moduleList.replaceChildren(el('ul', {}, ...items));
  if (found > SHOWN) moduleList.append(el('p', {class: 'k'}, `${num(found - SHOWN)} more: narrow the search`));
  $('#mq-n').textContent = `${num(found)} of ${num(nodeCount)}`;
};
const dependency = (link, other) => el('li', {}, badge(N.service[other]), ' ', nodeLink(other),
  el('span', {class: nodeCut(link) ? 'cutword' : 'k'}, ` ${num(link.count)}${nodeCut(link) ? ' to cut' : ''}`), linkPlaces(link, 3));
const dependencies = (links, other, empty) => {
  const sorted = links.sort((a, b) => nodeCut(b) - nodeCut(a) || b.count - a.count);
  const list = el('ul', {class: 'deps'}, ...sorted.slice(0, 100).map(link => dependency(link, other(link))));
  if (!links.length) list.append(el('li', {class: 'k'}, empty));
  if (links.length > 100) list.append(el('li', {class: 'k'}, `and ${num(links.length - 100)} more`));
  return list;
};
const ticks = text => text.split('`').map((part, place) => place % 2 ? el('code', {}, part) : part);
const why = node => {
  if (!L.why) return '';
  const leaves = L.node.flatMap((home, leaf) => home === node ? [leaf] : []), boundary = S[N.service[node]]?.[0];
  const items = leaves.slice(0, 8).map(leaf => {
    const second = T[L.second[leaf]], contested = L.contested.includes(leaf);
    return el('li', {}, leaves.length > 1 ? el('code', {}, L.base[leaf] + ' ') : null,
      `certainty ${L.certainty[leaf]}%, lead ${L.margin[leaf]}%${second ? ` over ${second}` : ''}${contested ? ', contested' : ''}`,
      ...(L.why[leaf].length ? [': ', ...ticks(L.why[leaf].map(text => T[text]).join('; '))] : []));
  });
  if (leaves.length > 8) items.push(el('li', {class: 'k'}, `and ${leaves.length - 8} more files`));
  return el('div', {class: 'note'}, el('b', {}, `Why in ${boundary}`), el('ul', {}, ...items));
};
const drawModule = node => {
  const twins = byName.get(N.name[node]).filter(other => other !== node);
  detail.replaceChildren(
    el('h3', {}, badge(N.service[node]), ' ', el('code', {}, N.name[node])),
    el('p', {class: 'k'}, `${some(N.lines[node], 'line')} · depends on ${num(out[node].size)} · ${num(into[node].size)} depend on it`),
    twins.length ? el('p', {class: 'k'}, 'Split between boundaries; the other part is in ', ...twins.flatMap(other => [badge(N.service[other]), ' '])) : '',
    why(node),
    el('div', {class: 'two'},
      el('div', {}, el('b', {}, 'Depends on'), dependencies([...out[node].values()], link => link.to, 'nothing inside the project')),
      el('div', {}, el('b', {}, 'Dependents'), dependencies([...into[node].values()], link => link.from, 'no module inside the project'))));
  $$('a[aria-current]', moduleList).forEach(link => link.removeAttribute('aria-current'));
  $(`a[data-node="${node}"]`, moduleList)?.setAttribute('aria-current', 'true');
};

const shortest = (start, goal) => {
  const before = new Map([[start, null]]), queue = [start];
  for (let at = 0; at < queue.length; at++) {
    if (queue[at] === goal) break;
    for (const [next, link] of out[queue[at]]) if (!before.has(next)) { before.set(next, link); queue.push(next); }
  }
  if (!before.has(goal)) return null;
  const chain = [];
  for (let node = goal; before.get(node); node = before.get(node).from) chain.unshift(before.get(node));
  return chain;
};
const drawPath = () => {
  const from = byName.get($('#pa').value.trim()), to = byName.get($('#pb').value.trim());
  if (!from || !to) { $('#pout').replaceChildren(el('p', {class: 'k'}, 'Give two module names.')); return; }
  const chain = shortest(from[0], to[0]);
  $('#pout').replaceChildren(chain === null ? el('p', {}, 'There is no path: it does not depend on it, not even through others.')
    : el('ol', {class: 'chain'}, ...chain.map(link => el('li', {}, badge(N.service[link.from]), ' ', nodeLink(link.from), ' → ', badge(N.service[link.to]), ' ', nodeLink(link.to), linkPlaces(link, 2)))));
};

// sections not drawn yet have guessed heights: all above the goal are drawn before going there
const goTo = element => {
  for (const section of $$('main>section')) {
    if (section.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) break;
    section.style.contentVisibility = 'visible';
  }
  element.scrollIntoView();
};
const openHash = () => {
  const hash = location.hash;
  if (hash.startsWith('#m/') && moduleList) {
    let name = hash.slice(3);
    try { name = decodeURIComponent(name); } catch { /* a name with a percent sign in it */ }
    const nodes = byName.get(name);
    if (nodes) { drawModule(nodes[0]); goTo($('#modules')); }
  } else if (hash.length > 1) {
    let id = hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* as it stands */ }
    const element = document.getElementById(id), box = element?.closest('details');
    if (box) box.open = true;
    if (element) goTo(element);
  }
};
if (moduleList) {
  drawList();
  moduleQuery.oninput = drawList;
  let busiest = 0;
  for (let node = 1; node < nodeCount; node++) if (out[node].size + into[node].size > out[busiest].size + into[busiest].size) busiest = node;
  if (nodeCount) drawModule(busiest);
  suggest($('#pa'), $('#pl'), false);
  suggest($('#pb'), $('#pl'), false);
  $('#pa').addEventListener('change', drawPath);
  $('#pb').addEventListener('change', drawPath);
}
addEventListener('hashchange', openHash);
openHash();
performance.mark('ready');
