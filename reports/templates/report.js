// The graph, and helpers that every part uses. All names come from scanned code: they reach the
// page through textContent only.
const D = JSON.parse(document.getElementById('data').textContent);
const root = document.documentElement;
const $ = (selector, element = document) => element.querySelector(selector);
const $$ = (selector, element = document) => [...element.querySelectorAll(selector)];
const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
};
const num = value => value.toLocaleString('en');
const some = (count, word) => `${num(count)} ${word}${count === 1 ? '' : 's'}`;

root.classList.add('js');
$$('.jsonly').forEach(element => { element.hidden = false; });

// services, nodes (modules), leaves (files), edges between leaves
const S = D.services, N = D.nodes, L = D.leaves, E = D.edges, T = D.texts;
const SHARED = S.findIndex(one => one[2] === 'sh');
const nodeCount = N.name.length, edgeCount = E.from.length;
const leafPath = leaf => {
  const folder = L.folders[L.folder[leaf]];
  return folder ? `${folder}/${L.base[leaf]}` : L.base[leaf];
};
const homeOf = L.node.map(node => N.service[node]);
const isCut = (a, b) => a !== b && b !== SHARED && a >= 0 && b >= 0;
const placesAt = new Uint32Array(edgeCount);
for (let edge = 0, at = 0; edge < edgeCount; edge++) { placesAt[edge] = at; at += 1 + 2 * E.places[at]; }
const places = edge => {
  const found = [], path = leafPath(E.from[edge]);
  for (let k = 0, at = placesAt[edge]; k < E.places[at]; k++) {
    found.push([path, E.places[at + 1 + 2 * k], T[E.places[at + 2 + 2 * k]]]);
  }
  return found;
};

// edges between nodes: leaf edges grouped
const out = Array.from({length: nodeCount}, () => new Map());
const into = Array.from({length: nodeCount}, () => new Map());
for (let edge = 0; edge < edgeCount; edge++) {
  const a = L.node[E.from[edge]], b = L.node[E.to[edge]];
  if (a === b) continue;
  const known = out[a].get(b);
  if (known) { known.count += E.count[edge]; known.edges.push(edge); continue; }
  const made = {from: a, to: b, count: E.count[edge], edges: [edge]};
  out[a].set(b, made);
  into[b].set(a, made);
}
const nodeCut = link => isCut(N.service[link.from], N.service[link.to]);

const badge = service => service < 0 || !S[service] ? null
  : el('span', {class: `bdg ${S[service][2]}`, title: S[service][0]}, S[service][1]);
const nodeHash = node => '#m/' + encodeURIComponent(N.name[node]);
const P = D.prefix;
const short = name => P && name.startsWith(P) ? name.slice(P.length) : P && name + '/' === P ? name.slice(name.lastIndexOf('/') + 1) : name;
const code = name => el('code', short(name) === name ? {} : {title: name}, short(name));
const nodeLink = node => el('a', {href: nodeHash(node)}, code(N.name[node]));
const sourceHref = (path, line) => D.source
  && D.source.replace('{path}', path.split('/').map(encodeURIComponent).join('/')).replace('{line}', line);
const placeItem = ([path, line, symbol]) => {
  const text = `${path}:${line}`, href = sourceHref(path, line);
  return el('li', {}, el('code', {}, href ? el('a', {href}, text) : text),
    symbol ? el('span', {class: 'k'}, ' ' + symbol) : null);
};
const linkPlaces = (link, limit = 5) => {
  const found = [];
  for (const edge of link.edges) { found.push(...places(edge)); if (found.length >= limit) break; }
  const list = el('ul', {}, ...found.slice(0, limit).map(placeItem));
  const rest = link.count - Math.min(found.length, limit);
  if (rest > 0) list.append(el('li', {class: 'k'}, `and ${num(rest)} more`));
  return list;
};
const byName = new Map();
N.name.forEach((name, node) => { if (!byName.has(name)) byName.set(name, []); byName.get(name).push(node); });
