// matrix: one focusable cell that moves, cross-hair, read-out; cells are shapes without elements
const dsm = $('#dsm-svg');
if (dsm && D.matrix) {
  const M = D.matrix, size = M.size, rows = M.rows, cells = new Map(), list = [];
  for (let k = 0; k < M.cells.length; k += 4) {
    const cell = {row: M.cells[k], column: M.cells[k + 1], count: M.cells[k + 2], kind: M.cells[k + 3]};
    cells.set(cell.row * rows.length + cell.column, cell);
    list.push(cell);
  }
  const grid = $('.grid', dsm).getAttribute('d').match(/^M([\d.]+) ([\d.]+)/);
  const left = +grid[1], top = +grid[2] - 0.5;
  const across = $('#hr'), down = $('#hc'), read = $('#read'), KINDS = ['inside', 'back', 'shared', 'cut'];
  const words = {inside: S.length ? 'inside one boundary' : 'follows the order', back: 'closes a cycle', shared: 'into shared (allowed)', cut: 'must be cut'};
  const cursor = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries({id: 'cur', width: size - 1, height: size - 1, tabindex: 0, role: 'button'})) cursor.setAttribute(name, value);
  dsm.append(cursor);
  let current = list.find(cell => cell.kind === 3) || list[0], only = false;
  const links = cell => {
    const targets = new Set(rows[cell.column][1]), found = [];
    for (const node of rows[cell.row][1]) for (const [other, link] of out[node]) if (targets.has(other)) found.push(link);
    return found.sort((a, b) => b.count - a.count);
  };
  const homeBadge = row => badge(N.service[rows[row][1][0]]);
  const show = cell => {
    current = cell;
    const x = left + cell.column * size + 1, y = top + cell.row * size + 1, kind = KINDS[cell.kind];
    cursor.setAttribute('x', x); cursor.setAttribute('y', y);
    cursor.setAttribute('aria-label', `${rows[cell.row][0]} depends on ${rows[cell.column][0]}: ${some(cell.count, 'reference')}, ${words[kind]}`);
    across.setAttribute('y', y - 1); across.setAttribute('opacity', '.55');
    down.setAttribute('x', x - 1); down.setAttribute('opacity', '.55');
    const found = links(cell);
    read.replaceChildren(
      el('p', {class: 'h'}, homeBadge(cell.row), ' ', code(rows[cell.row][0])),
      el('p', {}, 'depends on'),
      el('p', {class: 'h'}, homeBadge(cell.column), ' ', code(rows[cell.column][0])),
      el('p', {}, `${some(cell.count, 'reference')} · `, el('b', {class: kind === 'cut' ? 'cutword' : ''}, words[kind])),
      ...found.slice(0, 3).map(link => el('div', {}, M.level === 'module' ? null
        : el('p', {class: 'k'}, code(N.name[link.from]), ' → ', code(N.name[link.to])), linkPlaces(link))),
      found.length > 3 ? el('p', {class: 'k'}, `and ${found.length - 3} more pairs`) : '',
      found[0] ? el('p', {}, el('a', {href: nodeHash(found[0].from)}, 'Open module')) : '');
  };
  const nearest = (cell, dr, dc) => {
    let best = null, least = Infinity;
    for (const other of list) {
      if (only && other.kind !== 3) continue;
      const along = dr ? (other.row - cell.row) * dr : (other.column - cell.column) * dc;
      const off = Math.abs(dr ? other.column - cell.column : other.row - cell.row);
      if (along > 0 && along + off * 3 < least) { least = along + off * 3; best = other; }
    }
    return best;
  };
  if (current) {
    cursor.setAttribute('x', left + current.column * size + 1);
    cursor.setAttribute('y', top + current.row * size + 1);
    cursor.setAttribute('aria-label', 'Matrix cells: use the arrow keys');
  }
  cursor.addEventListener('focus', () => { if (current) { show(current); read.classList.add('on'); } });
  dsm.addEventListener('mousemove', event => {
    const box = dsm.getBoundingClientRect(), scale = dsm.viewBox.baseVal.width / box.width;
    const column = Math.floor(((event.clientX - box.left) * scale - left) / size);
    const row = Math.floor(((event.clientY - box.top) * scale - top) / size);
    const cell = row >= 0 && column >= 0 && column < rows.length ? cells.get(row * rows.length + column) : null;
    if (cell && cell !== current && !(only && cell.kind !== 3)) { show(cell); cursor.classList.add('on'); }
    read.classList.toggle('on', !!cell || read.classList.contains('on'));
    read.classList.toggle('left', event.clientX > innerWidth / 2);
  });
  dsm.addEventListener('mouseleave', () => read.classList.remove('on'));
  cursor.addEventListener('blur', () => read.classList.remove('on'));
  dsm.addEventListener('click', event => { if (event.target === cursor) cursor.focus(); });
  cursor.addEventListener('keydown', event => {
    const step = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[event.key];
    if (event.key === 'Enter') { const link = links(current)[0]; if (link) location.hash = nodeHash(link.from); return; }
    if (!step) return;
    event.preventDefault();
    const next = nearest(current, ...step);
    if (next) { show(next); cursor.scrollIntoView({block: 'nearest', inline: 'nearest'}); }
  });
  const button = $('#onlycut');
  if (button) button.onclick = () => {
    only = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', only);
    dsm.classList.toggle('only', only);
  };
}
