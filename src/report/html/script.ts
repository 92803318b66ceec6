/** Walks from break to break: `j` or `n` to the next, `k` or `p` to the one before. All else works without it. */
export const SCRIPT = `
(function () {
  'use strict';
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    var step = { j: 1, n: 1, k: -1, p: -1 }[event.key];
    if (step === undefined) return;
    var all = Array.prototype.slice.call(document.querySelectorAll('article[tabindex]'));
    if (all.length === 0) return;
    var at = all.findIndex(function (each) { return each.contains(document.activeElement); });
    var next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
    all[next].focus();
    all[next].scrollIntoView({ block: 'start' });
    event.preventDefault();
  });
  // Folded tables belong on paper, too.
  addEventListener('beforeprint', function () {
    document.querySelectorAll('details').forEach(function (each) { each.open = true; });
  });
})();
`;
