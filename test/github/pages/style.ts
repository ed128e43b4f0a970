/** The one stylesheet of the pages: system fonts, light and dark, nothing from elsewhere. */
export const style = `
:root { color-scheme: light dark;
  --back: #f6f5f2; --card: #fffefc; --sunken: #f1efea; --line: #e0dcd3; --line-soft: #ebe8e1; --text: #24272d; --muted: #696f7a; --link: #2b5fa8; --accent: #35517c;
  --good: #1f7a4d; --good-soft: #e2f2e8; --bad: #b3362c; --bad-soft: #fbe9e6; --wait: #94660b; --wait-soft: #faf0d9; --merged: #6d4a9e; --merged-soft: #eee7f7;
  --added: #e6f4ea; --added-gutter: #d2ebda; --removed: #fbeae8; --removed-gutter: #f5d8d4; --hunk: #eaf0f8; --shadow: 0 1px 2px #24272d14; }
@media (prefers-color-scheme: dark) { :root {
  --back: #15181d; --card: #1c2026; --sunken: #23282f; --line: #333a44; --line-soft: #2a3038; --text: #dde1e7; --muted: #929aa6; --link: #7fb0ee; --accent: #a9c3ea;
  --good: #5dc48c; --good-soft: #17332a; --bad: #ef8177; --bad-soft: #3a2020; --wait: #dcae52; --wait-soft: #362b14; --merged: #b897e6; --merged-soft: #2c2340;
  --added: #16302480; --added-gutter: #1b4431; --removed: #3a1f2180; --removed-gutter: #552a2b; --hunk: #1e2a3b; --shadow: none; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.86em; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
h1, h2, h3, h4 { line-height: 1.3; margin: 0; font-weight: 600; }
.muted { color: var(--muted); } .small { font-size: 13px; } .strong { font-weight: 600; } .wrap { overflow-wrap: anywhere; }
.bar { background: var(--card); border-bottom: 1px solid var(--line); }
.bar > div { max-width: 1120px; margin: 0 auto; padding: 12px 24px; display: flex; gap: 20px; align-items: center; }
.brand { font-weight: 650; color: var(--text); letter-spacing: -0.01em; display: flex; gap: 9px; align-items: center; }
.brand svg { color: var(--accent); } .bar nav { display: flex; gap: 18px; margin-left: auto; font-size: 14px; align-items: center; }
main { max-width: 1120px; margin: 0 auto; padding: 24px 24px 72px; }
.crumbs { font-size: 15px; margin-bottom: 14px; color: var(--muted); } .crumbs b { color: var(--text); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow); margin-bottom: 18px; }
.card > header { padding: 10px 16px; border-bottom: 1px solid var(--line-soft); display: flex; gap: 10px; align-items: center; flex-wrap: wrap; background: var(--sunken); border-radius: 9px 9px 0 0; font-size: 14px; }
.card > header h2, .card > header h3 { font-size: 14px; } .pad { padding: 14px 16px; } .right { margin-left: auto; }
.rows { list-style: none; margin: 0; padding: 0; } .rows > li { padding: 11px 16px; border-top: 1px solid var(--line-soft); display: flex; gap: 11px; align-items: flex-start; }
.rows > li:first-child { border-top: 0; } .rows .grow { flex: 1; min-width: 0; } .rows .title { font-weight: 600; color: var(--text); }
.empty { padding: 22px 16px; color: var(--muted); text-align: center; }
.grid { display: grid; grid-template-columns: minmax(0, 1fr) 300px; gap: 20px; align-items: start; }
.avatar { width: 28px; height: 28px; border-radius: 50%; flex: none; display: inline-grid; place-items: center; color: #fff; font-size: 13px; font-weight: 600; text-transform: uppercase; background: #5d6f8c; }
.avatar.app { border-radius: 8px; background: #35517c; } .avatar.small { width: 20px; height: 20px; font-size: 10px; }
.avatar.hue1 { background: #7a6a9c; } .avatar.hue2 { background: #4f7f77; } .avatar.hue3 { background: #9b6b56; } .avatar.hue4 { background: #6f7f4a; } .avatar.hue5 { background: #94617c; }
.state { display: inline-flex; align-items: center; gap: 6px; border-radius: 99px; padding: 3px 12px 3px 9px; font-size: 13.5px; font-weight: 600; background: var(--sunken); color: var(--muted); }
.state.open { background: var(--good-soft); color: var(--good); } .state.merged { background: var(--merged-soft); color: var(--merged); } .state.closed { background: var(--bad-soft); color: var(--bad); }
.label { display: inline-block; border: 1px solid var(--line); border-radius: 99px; padding: 0 8px; font-size: 12px; color: var(--muted); line-height: 19px; white-space: nowrap; }
.label.bad { color: var(--bad); border-color: color-mix(in srgb, var(--bad) 40%, transparent); } .label.good { color: var(--good); border-color: color-mix(in srgb, var(--good) 40%, transparent); }
.label.wait { color: var(--wait); border-color: color-mix(in srgb, var(--wait) 45%, transparent); }
.branch { background: var(--hunk); color: var(--link); border-radius: 6px; padding: 2px 7px; }
.icon { width: 16px; height: 16px; flex: none; vertical-align: -3px; } .good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); } .merged { color: var(--merged); }
.rows .icon { margin-top: 3px; }
.pull h1 { font-size: 25px; letter-spacing: -0.015em; margin-bottom: 8px; } .pull h1 span { color: var(--muted); font-weight: 400; }
.pull .meta { display: flex; gap: 10px; align-items: center; flex-wrap: wrap; color: var(--muted); font-size: 14px; }
.tabs { display: flex; gap: 4px; margin: 20px 0 22px; border-bottom: 1px solid var(--line); } .tabs a { padding: 9px 14px; color: var(--muted); border-bottom: 2px solid transparent; margin-bottom: -1px; font-size: 14.5px; }
.tabs a:hover { color: var(--text); text-decoration: none; } .tabs a[aria-current] { color: var(--text); border-color: var(--accent); font-weight: 600; }
.tabs .count { background: var(--sunken); border-radius: 99px; padding: 1px 8px; font-size: 12px; margin-left: 5px; font-weight: 400; }
.event { display: grid; grid-template-columns: 40px minmax(0, 1fr); } .event > .avatar { margin-top: 6px; } .event .small-line .avatar { margin-right: 6px; } .event .small-line { padding: 7px 0 22px; color: var(--muted); font-size: 14px; }
.event > .dot { width: 28px; height: 28px; margin-top: 4px; border-radius: 50%; background: var(--sunken); border: 1px solid var(--line); display: grid; place-items: center; color: var(--muted); }
.event .dot .icon { width: 14px; height: 14px; }
.thread { margin: 12px 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--card); }
.thread > .where, .thread > summary { padding: 7px 12px; background: var(--sunken); font-size: 13px; border-bottom: 1px solid var(--line-soft); }
.thread > summary { cursor: pointer; color: var(--muted); } .thread:not([open]) > summary { border-bottom: 0; }
.said { padding: 12px 14px; border-top: 1px solid var(--line-soft); } .said > .by { display: flex; gap: 8px; align-items: center; font-size: 13.5px; margin-bottom: 6px; }
.box { border: 1px solid var(--line); border-left-width: 4px; border-radius: 10px; background: var(--card); box-shadow: var(--shadow); margin: 4px 0 20px; overflow: hidden; }
.box.good-edge { border-left-color: var(--good); } .box.bad-edge { border-left-color: var(--bad); } .box.wait-edge { border-left-color: var(--wait); } .box.merged-edge { border-left-color: var(--merged); }
.box .headline { display: flex; gap: 12px; padding: 14px 16px; align-items: flex-start; } .box .headline .icon { width: 22px; height: 22px; margin-top: 1px; } .box .headline h2 { font-size: 16px; }
.box ul.reasons { margin: 4px 0 0; padding-left: 18px; } .box .rows { border-top: 1px solid var(--line-soft); } .box .act { padding: 12px 16px; border-top: 1px solid var(--line-soft); background: var(--sunken); display: flex; gap: 12px; align-items: center; flex-wrap: wrap; }
button { font: inherit; font-size: 14px; font-weight: 600; padding: 7px 16px; border-radius: 8px; border: 1px solid var(--line); background: var(--card); color: var(--text); cursor: pointer; }
button:hover { border-color: var(--muted); } button.go { background: #1f7a4d; border-color: #1a6841; color: #fff; } button.go:hover { background: #1b6c44; } button:disabled { opacity: 0.55; cursor: not-allowed; }
button.plain { font-weight: 400; padding: 3px 10px; font-size: 13px; } textarea { font: inherit; width: 100%; min-height: 84px; padding: 10px 12px; border-radius: 8px; border: 1px solid var(--line); background: var(--back); color: inherit; resize: vertical; }
form.inline { display: inline; } form .act { margin-top: 10px; display: flex; gap: 10px; justify-content: flex-end; }
.notice { border-radius: 8px; padding: 10px 14px; margin-bottom: 16px; background: var(--bad-soft); color: var(--bad); white-space: pre-line; }
.diff { width: 100%; border-collapse: collapse; font: 12.5px/1.6 ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; table-layout: fixed; }
.diff col.number { width: 46px; } .diff td { padding: 0 10px; vertical-align: top; } .diff td.number { text-align: right; color: var(--muted); user-select: none; padding: 0 8px; opacity: 0.85; }
.diff td.code { white-space: pre-wrap; overflow-wrap: anywhere; padding-left: 22px; text-indent: -14px; } .diff tr.add td { background: var(--added); } .diff tr.add td.number { background: var(--added-gutter); }
.diff tr.del td { background: var(--removed); } .diff tr.del td.number { background: var(--removed-gutter); } .diff tr.hunk td { background: var(--hunk); color: var(--muted); padding-top: 3px; padding-bottom: 3px; }
.diff tr.note > td { padding: 10px 16px; background: var(--sunken); font: 14.5px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; border-top: 1px solid var(--line-soft); border-bottom: 1px solid var(--line-soft); }
.diff tr.note .thread { margin: 0 0 8px; } .diff tr.note > td > *:last-child { margin-bottom: 0; } .thread .diff { border-bottom: 1px solid var(--line-soft); }
.annotation { border: 1px solid var(--line); border-left: 4px solid var(--wait); border-radius: 8px; padding: 10px 14px; background: var(--card); margin-bottom: 8px; } .annotation.failure { border-left-color: var(--bad); } .annotation.notice-level { border-left-color: var(--link); }
.annotation p { margin: 4px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.file > header .path { font-weight: 600; } .sum { font-size: 13px; } .sum .plus { color: var(--good); } .sum .minus { color: var(--bad); }
.source td.code { padding-left: 10px; text-indent: 0; } pre.raw { margin: 0; padding: 14px 16px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12.5px; line-height: 1.5; }
table.plain { width: 100%; border-collapse: collapse; font-size: 14px; } table.plain th { text-align: left; font-weight: 600; color: var(--muted); font-size: 12.5px; } table.plain th, table.plain td { padding: 8px 16px; border-top: 1px solid var(--line-soft); vertical-align: top; } table.plain tr:first-child th { border-top: 0; }
.markdown { overflow-wrap: anywhere; overflow-x: auto; } .markdown table { overflow-wrap: break-word; } .markdown > *:first-child { margin-top: 0; } .markdown > *:last-child { margin-bottom: 0; } .markdown p, .markdown ul, .markdown ol, .markdown pre, .markdown table, .markdown details, .markdown blockquote { margin: 0 0 12px; }
.markdown h1, .markdown h2, .markdown h3, .markdown h4 { margin: 18px 0 10px; } .markdown h1 { font-size: 21px; } .markdown h2 { font-size: 18.5px; } .markdown h3 { font-size: 17px; } .markdown ul, .markdown ol { padding-left: 24px; } .markdown li { margin: 2px 0; }
.markdown code { background: var(--sunken); border-radius: 5px; padding: 1.5px 5px; } .markdown pre { background: var(--sunken); border-radius: 8px; padding: 10px 14px; overflow-x: auto; } .markdown pre code { padding: 0; background: none; white-space: pre-wrap; }
.markdown table { border-collapse: collapse; width: 100%; font-size: 14px; } .markdown th { text-align: left; white-space: nowrap; background: var(--sunken); font-weight: 600; } .markdown th, .markdown td { border: 1px solid var(--line); padding: 6px 11px; vertical-align: top; }
.markdown details { border: 1px solid var(--line-soft); border-radius: 8px; padding: 8px 14px; } .markdown details[open] { padding-bottom: 12px; } .markdown summary { cursor: pointer; font-weight: 600; font-size: 14px; } .markdown details[open] > summary { margin-bottom: 10px; }
.markdown details details summary { font-weight: 400; color: var(--muted); } .markdown blockquote { border-left: 3px solid var(--line); padding-left: 12px; color: var(--muted); } .markdown del { color: var(--muted); }
.markdown p:last-child { margin-bottom: 0; }
@media (max-width: 860px) { .grid { grid-template-columns: minmax(0, 1fr); } main { padding: 16px 14px 48px; } .event { grid-template-columns: minmax(0, 1fr); } .event > .avatar, .event > .dot { display: none; } .markdown table { display: block; overflow-x: auto; } }
`;
