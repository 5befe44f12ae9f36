// What the page looks like: as the report of a drill does (`crates/drill-core/src/report/style.css`).

export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1d2129; --soft: #566070; --paper: #ffffff; --wash: #f3f5f8; --rule: #d5dae2;
  --line: #14508c; --good: #17693b; --bad: #a8281c; --bad-wash: #fdf1ef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6e9ef; --soft: #a3adbd; --paper: #14171c; --wash: #1e232b; --rule: #39414d;
    --line: #8cc0f5; --good: #7ddba3; --bad: #ff9a8c; --bad-wash: #2b1c1b;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Apple SD Gothic Neo", "Malgun Gothic",
    "Noto Sans KR", "Noto Sans CJK KR", NanumGothic, sans-serif;
}
:lang(ko) { word-break: keep-all; }
main { max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
header { border-bottom: 2px solid var(--ink); padding-bottom: 1rem; margin-bottom: 1.5rem; }
.kicker, .question { margin: 0; color: var(--soft); font-size: 0.9rem; }
.question { font-size: 1.05rem; }
h1 { margin: 0.25rem 0; font-size: 2rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 0.25rem; font-size: 1.25rem; line-height: 1.3; }
.note { margin: 0 0 0.75rem; color: var(--soft); font-size: 0.88rem; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.outcome {
  display: inline-block;
  margin: 0.75rem 0 0;
  padding: 0.15rem 0.8rem;
  border: 1.5px solid currentColor;
  border-radius: 1rem;
  font-weight: 600;
}
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.2rem, 1fr)); gap: 0.6rem; margin: 1.25rem 0; }
.tiles div { padding: 0.6rem 0.8rem; border: 1px solid var(--rule); border-radius: 8px; background: var(--wash); }
.tiles dt { color: var(--soft); font-size: 0.82rem; line-height: 1.35; }
.tiles dd { margin: 0.15rem 0 0; font-size: 1.12rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.94rem; }
th, td { padding: 0.45rem 0.6rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
thead th { border-bottom: 1.5px solid var(--soft); color: var(--soft); font-size: 0.85rem; white-space: nowrap; }
tbody th { font-weight: 600; }
tr { break-inside: avoid; }
td small, th small { display: block; color: var(--soft); font-size: 0.82rem; font-weight: 400; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td span { white-space: nowrap; }
.number + :not(.number) { padding-left: 1.75rem; }
.lost { background: var(--bad-wash); }
.bar { min-width: 13rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
.track { display: inline-block; position: relative; width: 8rem; height: 0.7rem; margin-right: 0.6rem; border-radius: 3px; background: var(--wash); }
.fill { min-width: 2px; height: 100%; border-radius: 3px; background: var(--line); }
.fill.over { background: var(--bad); }
.track i { position: absolute; top: -0.2rem; bottom: -0.2rem; border-left: 2px dashed var(--soft); }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --wash: #eee; --rule: #bbb; }
  main { max-width: none; padding: 0; }
}
`;
