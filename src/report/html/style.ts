/** Colours have a contrast of at least 4.5 in both schemes; `test/report/html/` measures it. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --text: #1b1f24; --quiet: #57606a; --line: #d0d7de; --card: #f6f8fa;
  --bad: #b42318; --good: #116329; --link: #0550ae; --del: #ffebe9; --del-text: #82071e; --ins: #dafbe1; --ins-text: #055d20;
  --tools: #8250df; --system: #0969da; --messages: #1a7f37; }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --text: #e6edf3; --quiet: #9da7b3; --line: #30363d; --card: #161b22;
  --bad: #ff7b72; --good: #56d364; --link: #79c0ff; --del: #3c1010; --del-text: #ffdcd7; --ins: #04260f; --ins-text: #aff5b4;
  --tools: #d2a8ff; --system: #79c0ff; --messages: #56d364; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid var(--line); } h3 { font-size: 1rem; }
.answer { font-size: 1.15rem; border-left: .25rem solid var(--bad); padding-left: .75rem; }
.answer.well { border-color: var(--good); }
a { color: var(--link); } a:focus-visible, summary:focus-visible, [tabindex]:focus { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; background: var(--ground); }
.quiet { color: var(--quiet); } .bad { color: var(--bad); font-weight: 600; }
code, pre, .figures td { font-family: ui-monospace, monospace; font-size: .85rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .15rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; overflow-wrap: anywhere; }
td.n, th.n { text-align: right; white-space: nowrap; } th { color: var(--quiet); font-weight: 600; }
.wide { overflow-x: auto; }
figure { margin: 1rem 0; }
.chart { width: 100%; height: 150px; display: block; background: var(--card); border: 1px solid var(--line); }
.chart .break { fill: var(--bad); } .chart .expected { fill: var(--quiet); } .chart .read { fill: var(--good); }
.chart .unknown { fill: none; stroke: var(--quiet); } .chart a:focus rect { stroke: var(--link); stroke-width: 2; }
.map { width: 100%; height: 34px; display: block; }
.tools { fill: var(--tools); } .system { fill: var(--system); } .messages { fill: var(--messages); } .rest { opacity: .35; }
.tick { stroke: var(--text); stroke-width: 2; } .cut { stroke: var(--bad); stroke-width: 3; }
article { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .1rem 1rem .8rem; margin: 1rem 0;
  content-visibility: auto; contain-intrinsic-size: auto 24rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; padding: .5rem; background: var(--ground); border: 1px solid var(--line); }
del, ins { text-decoration: none; display: block; } del { background: var(--del); color: var(--del-text); } ins { background: var(--ins); color: var(--ins-text); }
.lane { content-visibility: auto; contain-intrinsic-size: auto 40rem; }
.changed { color: var(--bad); font-weight: 600; }
@media print { body { max-width: none; font-size: 10pt; } .skip, .keys { display: none; } article, .lane { content-visibility: visible; }
  article, tr { break-inside: avoid; } a { color: inherit; text-decoration: none; } }
`;
