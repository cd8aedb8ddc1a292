// theme, print, sorting, copying, filtering, search, contents
const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* file:// may refuse */ } },
};
const setTheme = theme => { if (theme === 'dark' || theme === 'light') root.dataset.theme = theme; };
setTheme(store.get('monoscan-theme'));
$('#theme').onclick = () => {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme:dark)').matches;
  setTheme(dark ? 'light' : 'dark');
  store.set('monoscan-theme', dark ? 'light' : 'dark');
};
$('#print').onclick = () => print();
addEventListener('beforeprint', () => $$('details').forEach(one => { one.dataset.was = one.open ? '1' : ''; one.open = true; }));
addEventListener('afterprint', () => $$('details').forEach(one => { one.open = !!one.dataset.was; }));

// a button inside th is not painted in repeated print headers by Chromium: a span with a role is
const cellKey = cell => cell.dataset.v !== undefined ? +cell.dataset.v : cell.textContent.trim().replace(/,(?=\d{3})/g, '');
const sortBy = (table, head, column) => {
  const up = head.getAttribute('aria-sort') !== 'ascending';
  $$('th', table.tHead).forEach(one => one.removeAttribute('aria-sort'));
  head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
  const keyed = [...table.tBodies[0].rows].map(row => [cellKey(row.cells[column]), row]);
  const compare = (x, y) => typeof x === 'number' ? x - y : x.localeCompare(y, undefined, {numeric: true});
  keyed.sort((x, y) => up ? compare(x[0], y[0]) : compare(y[0], x[0]));
  table.tBodies[0].append(...keyed.map(one => one[1]));
};
$$('table.data').forEach(table => $$('thead th', table).forEach((head, column) => {
  if (head.dataset.nosort !== undefined) return;
  const button = el('span', {role: 'button', tabindex: '0'}, ...head.childNodes);
  head.replaceChildren(button);
  button.onclick = () => sortBy(table, head, column);
  button.onkeydown = event => {
    if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); sortBy(table, head, column); }
  };
}));

const cellText = cell => (cell.dataset.t || cell.textContent).replace(/\s+/g, ' ').trim();
const tableCells = table => [...table.rows].filter(row => !row.hidden).map(row => [...row.cells].map(cellText));
const asMarkdown = table => tableCells(table).map((row, place) =>
  '| ' + row.map(cell => cell.replace(/\|/g, '\\|')).join(' | ') + ' |'
  + (place ? '' : '\n|' + row.map(() => ' --- ').join('|') + '|')).join('\n');
const inert = cell => /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
const asCsv = table => tableCells(table).map(row => row.map(inert)
  .map(cell => /[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell).join(',')).join('\n');
async function copyText(text, button) {
  let done = true;
  try { await navigator.clipboard.writeText(text); } catch {
    const area = el('textarea', {'aria-label': 'copy'});
    area.value = text;
    document.body.append(area);
    area.select();
    done = document.execCommand('copy');
    area.remove();
  }
  const label = button.textContent;
  button.textContent = done ? 'Copied' : 'Press Ctrl+C';
  setTimeout(() => { button.textContent = label; }, 1200);
}
document.addEventListener('click', event => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const of = $(button.dataset.of);
  copyText(of.tagName !== 'TABLE' ? of.textContent : button.dataset.copy === 'csv' ? asCsv(of) : asMarkdown(of), button);
});

$$('input[data-filter]').forEach(input => {
  input.oninput = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean), rows = $$(input.dataset.filter);
    let shown = 0;
    rows.forEach(row => {
      const text = (row.textContent + ' ' + [...row.cells].map(cell => cell.dataset.t || '').join(' ')).toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
      shown += !row.hidden;
    });
    $('#' + input.id + '-n').textContent = `${num(shown)} of ${num(rows.length)}`;
  };
});

// search over everything that has an anchor
const search = $('#gs'), hits = $('#hits');
const anchors = () => [
  ...$$('.rail ol a').map(a => ['section', a.textContent, a.hash]),
  ...$$('#owntab tbody tr,.idle>span').map(row => ['table', row.id.slice(2), '#' + row.id]),
  ...$$('#rtab tbody tr').map(row => ['route', cellText($('td.mono', row)) + ' ' + cellText($$('td.mono', row)[1]), '#routes', row]),
];
let index = null, symbols = null;
const symbolHomes = () => {
  const found = new Map();
  for (let edge = 0; edge < edgeCount; edge++) {
    for (let k = 0, at = placesAt[edge]; k < E.places[at]; k++) {
      const symbol = T[E.places[at + 2 + 2 * k]];
      if (symbol && !found.has(symbol)) found.set(symbol, E.to[edge]);
    }
  }
  return found;
};
search.oninput = () => {
  const wanted = search.value.toLowerCase().trim();
  hits.hidden = !wanted;
  if (!wanted) return;
  index ??= anchors();
  const found = index.filter(one => one[1].toLowerCase().includes(wanted)).slice(0, 8);
  for (let node = 0; node < nodeCount && found.length < 12; node++) {
    if (N.name[node].toLowerCase().includes(wanted)) found.push(['module', N.name[node], nodeHash(node)]);
  }
  for (let leaf = 0; leaf < L.node.length && found.length < 12; leaf++) {
    if (leafPath(leaf).toLowerCase().includes(wanted)) found.push(['file', leafPath(leaf), nodeHash(L.node[leaf])]);
  }
  if (found.length < 12) {
    symbols ??= symbolHomes();
    for (const [symbol, leaf] of symbols) {
      if (found.length >= 12) break;
      if (symbol.toLowerCase().includes(wanted)) found.push(['symbol', symbol, nodeHash(L.node[leaf]), null, leafPath(leaf)]);
    }
  }
  hits.replaceChildren(...found.map(([kind, text, hash, row, where]) => {
    const link = el('a', {href: hash}, el('span', {class: 'mono', title: where}, text), el('span', {class: 'k'}, kind));
    if (row) link.onclick = () => setTimeout(() => row.scrollIntoView({block: 'center'}), 0);
    return el('li', {}, link);
  }));
  if (!found.length) hits.append(el('li', {class: 'k'}, 'nothing found'));
};
document.addEventListener('keydown', event => {
  if (event.key === '/' && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
    event.preventDefault();
    search.focus();
  }
  if (event.key === 'Escape') hits.hidden = true;
});
hits.onclick = () => { hits.hidden = true; };

const contents = $$('.rail ol a');
const spy = new IntersectionObserver(seen => seen.forEach(one => {
  if (!one.isIntersecting) return;
  contents.forEach(link => link.removeAttribute('aria-current'));
  contents.find(link => link.hash === '#' + one.target.id)?.setAttribute('aria-current', 'true');
}), {rootMargin: '-10% 0px -75% 0px'});
$$('main section[id],#verdict').forEach(section => spy.observe(section));
