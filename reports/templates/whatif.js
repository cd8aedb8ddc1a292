// what if: every count again, with some leaves in another boundary
const count = home => {
  const pairs = new Map();
  let references = 0;
  for (let edge = 0; edge < edgeCount; edge++) {
    const a = home[E.from[edge]], b = home[E.to[edge]];
    if (!isCut(a, b)) continue;
    references += E.count[edge];
    const key = a * S.length + b;
    pairs.set(key, (pairs.get(key) || 0) + E.count[edge]);
  }
  const access = accessOf(home);
  const writers = access.map(who => [...who].filter(([boundary, [, writes]]) => writes && boundary !== SHARED).length);
  const contested = D.tables.name.filter((_, table) => writers[table] > 1);
  return {pairs, references, contested, spans: spanning(home, access.map(ownerOf))};
};
// for each table the boundaries that use it, with their reads and writes
const accessOf = home => {
  const access = D.tables.name.map(() => new Map()), uses = D.tables.uses;
  for (let k = 0; k < uses.length; k += 3) {
    const who = access[uses[k + 1]], boundary = home[uses[k]];
    if (!who.has(boundary)) who.set(boundary, [0, 0]);
    who.get(boundary)[uses[k + 2]]++;
  }
  return access;
};
// as measure/crossing.py: most writes, then most reads, then by name; shared only if nobody else writes
const ownerOf = who => {
  const rank = ([boundary, [reads, writes]]) => [boundary === SHARED, !writes, -writes, -reads, S[boundary][0]];
  const ranked = [...who].map(one => [rank(one), one]).sort(([x], [y]) => {
    const place = x.findIndex((value, at) => value !== y[at]);
    return place < 0 ? 0 : x[place] < y[place] ? -1 : 1;
  }).map(pair => pair[1]);
  const best = ranked.find(([, [, writes]]) => writes) ?? ranked[0];
  return best ? best[0] : -1;
};
// entry points whose own code, code they may run and owners of tables they reach lie in several services
const spanning = (home, owners) => {
  let spans = 0;
  (D.entries.home || []).forEach((leaf, entry) => {
    const touched = new Set(D.entries.tables[entry].map(table => owners[table])), runs = D.entries.runs[entry];
    if (leaf >= 0) touched.add(home[leaf]);
    for (let k = 0; k < runs.length; k += 2) for (let at = runs[k]; at <= runs[k + 1]; at++) touched.add(home[at]);
    touched.delete(SHARED);
    touched.delete(-1);
    spans += touched.size > 1;
  });
  return spans;
};
const leavesOf = name => {
  const nodes = byName.get(name);
  const wanted = nodes ? new Set(nodes) : null, prefix = name.replace(/\/?$/, '/'), found = [];
  for (let leaf = 0; leaf < L.node.length; leaf++) {
    const path = leafPath(leaf);
    if (wanted ? wanted.has(L.node[leaf]) : path === name || path.startsWith(prefix)) found.push(leaf);
  }
  return found;
};
const suggest = (input, list, files) => {
  input.addEventListener('input', () => {
    const wanted = input.value.toLowerCase(), found = new Set();
    for (const name of N.name) { if (found.size >= 40) break; if (name.toLowerCase().includes(wanted)) found.add(name); }
    for (let leaf = 0; files && leaf < L.node.length && found.size < 60; leaf++) {
      const path = leafPath(leaf);
      if (path.toLowerCase().includes(wanted)) found.add(path);
    }
    list.replaceChildren(...[...found].map(value => el('option', {value})));
  });
};

const moveInput = $('#wi-m');
if (moveInput) {
  const target = $('#wi-s'), result = $('#wi-out'), base = count(homeOf), kept = [];
  target.append(...S.map((one, place) => el('option', {value: place}, one[0])));
  suggest(moveInput, $('#wi-l'), true);
  const delta = change => change === 0 ? el('span', {class: 'k'}, '±0')
    : el('span', {class: 'delta ' + (change > 0 ? 'up' : 'dn')}, (change > 0 ? '+' : '−') + num(Math.abs(change)));
  const row = (label, before, after, strong) => {
    const cell = text => strong ? el('b', {}, text) : text;
    return el('tr', {}, el('td', {}, cell(label)), el('td', {class: 'num'}, cell(num(before))),
      el('td', {class: 'num'}, cell(num(after))), el('td', {class: 'num'}, delta(after - before)));
  };
  const pairName = key => `${S[Math.floor(key / S.length)][0]} → ${S[key % S.length][0]}`;
  const files = new Set(L.node.map((_, leaf) => leafPath(leaf)));
  const unit = name => byName.has(name) || files.has(name) ? name : name.replace(/\/*$/, '/**');
  const lines = moves => ['[partition]', 'pins = [',
    ...moves.map(([name, service]) => `  [${JSON.stringify(unit(name))}, ${JSON.stringify(S[service][0])}],`), ']'].join('\n');
  const update = () => {
    const name = moveInput.value.trim(), leaves = name ? leavesOf(name) : [];
    const moves = leaves.length ? [...kept, [name, +target.value]] : kept;
    const home = homeOf.slice();
    for (const [what, service] of moves) for (const leaf of leavesOf(what)) home[leaf] = service;
    const now = count(home), keys = [...new Set([...base.pairs.keys(), ...now.pairs.keys()])].sort((a, b) => a - b);
    const head = ['References to cut', 'Proposed', 'If moved', 'Change'].map((text, place) => el('th', place ? {class: 'num'} : {}, text));
    const body = keys.map(key => row(pairName(key), base.pairs.get(key) || 0, now.pairs.get(key) || 0, false));
    const gone = base.contested.filter(table => !now.contested.includes(table));
    const fresh = now.contested.filter(table => !base.contested.includes(table));
    const tables = [gone.length ? `no longer contested: ${gone.join(', ')}` : '', fresh.length ? `newly contested: ${fresh.join(', ')}` : ''].filter(Boolean);
    const toml = el('pre', {class: 'toml', id: 'wi-toml', tabindex: '0'}, lines(moves));
    result.replaceChildren(
      el('table', {id: 'wi-tab'}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...body,
        row('All references to cut', base.references, now.references, true),
        row('Tables with several writers', base.contested.length, now.contested.length, true),
        D.entries.home ? row('Entry points that span boundaries', base.spans, now.spans, true) : '')),
      el('p', {class: 'k'}, name && !leaves.length ? 'No module, folder or file has this name.'
        : leaves.length ? `${some(leaves.length, L.base.length === N.name.length ? 'module' : 'file')} would move. ${tables.join('; ')}` : 'Choose what to move.'),
      moves.length ? el('div', {}, el('p', {class: 'k'}, 'For ', el('code', {}, 'monoscan.toml'), ':'), toml,
        el('button', {type: 'button', 'data-copy': 'text', 'data-of': '#wi-toml'}, 'Copy')) : '');
  };
  const drawKept = () => $('#wi-moves').replaceChildren(...kept.map(([name, service]) => el('li', {}, el('code', {}, name), ' to ', badge(service))));
  $('#wi-add').onclick = () => {
    const name = moveInput.value.trim();
    if (!leavesOf(name).length) return;
    kept.push([name, +target.value]);
    moveInput.value = '';
    drawKept(); update(); moveInput.focus();
  };
  $('#wi-clear').onclick = () => { kept.length = 0; moveInput.value = ''; drawKept(); update(); };
  moveInput.addEventListener('change', () => {
    const leaves = leavesOf(moveInput.value.trim());
    if (leaves.length) target.value = homeOf[leaves[0]] === 0 ? 1 : 0;
    update();
  });
  target.onchange = update;
  const tied = N.name.map((_, node) => [...out[node].values()].filter(nodeCut).reduce((sum, link) => sum + link.count, 0));
  const first = tied.indexOf(Math.max(...tied));
  if (tied[first] > 0) {
    moveInput.value = N.name[first];
    const heaviest = [...out[first].values()].filter(nodeCut).sort((a, b) => b.count - a.count)[0];
    target.value = N.service[heaviest.to];
  }
  update();
}
