export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #888; --accent: #2a6f4e; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
a { color: inherit; }
p.note { color: var(--soft); margin: 0 0 1.25rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0 0 1rem; align-items: end; }
label { display: grid; gap: .2rem; font-size: .85rem; color: var(--soft); }
input, button { font: inherit; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: .35rem; }
button { background: var(--accent); color: #fff; border-color: transparent; cursor: pointer; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: .85rem; font-weight: 600; color: var(--soft); }
th, td { padding: .5rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--soft); }
th.count, td.count { text-align: right; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
iframe { width: 100%; height: 42rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; }
nav { margin: 1rem 0; }
`;
