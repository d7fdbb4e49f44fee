// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REPORT_PAGE_STYLE_HPP
#define COGRANT_REPORT_PAGE_STYLE_HPP

#include <string_view>

namespace cogrant::report::detail {

// How the page looks: light and dark as the reader's system is, one column on a phone, plain on paper.
inline constexpr std::string_view page_style = R"(
:root{color-scheme:light dark;--bg:#f4f6f9;--card:#fff;--ink:#16202c;--soft:#536273;--line:#dfe5ec;--one:#3a6fd8;--two:#d9562b;
--fill:#3a6fd81f;--rest:#e9edf3}
@media(prefers-color-scheme:dark){:root{--bg:#0e141b;--card:#171f29;--ink:#e8edf3;--soft:#9aa8b8;--line:#2a3542;--one:#6f9ff2;
--two:#f0834f;--fill:#6f9ff226;--rest:#232e3a}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
-webkit-text-size-adjust:100%;overflow-wrap:anywhere}
main{max-width:1120px;margin:0 auto;padding:40px 24px 56px}
h1{font-size:1.75rem;line-height:1.2;letter-spacing:-.015em;margin:0 0 6px}
h2{font-size:1.05rem;margin:0}
p{margin:0}
header{margin-bottom:28px}
header p,.note,footer{color:var(--soft);font-size:.9rem}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:16px;margin:0 0 16px}
.tiles div,section{background:var(--card);border:1px solid var(--line);border-radius:12px}
.tiles div{padding:16px 20px}
.tiles dt{color:var(--soft);font-size:.85rem}
.tiles dd{margin:2px 0 0;font-size:1.75rem;font-weight:650;line-height:1.2;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.tiles small{display:block;margin-top:2px;font-size:.85rem;font-weight:400;letter-spacing:0;color:var(--soft)}
section{padding:20px 24px;margin-bottom:16px}
.head{display:flex;flex-wrap:wrap;gap:4px 20px;justify-content:space-between;align-items:baseline;margin-bottom:18px}
.legend{display:flex;gap:16px;color:var(--soft);font-size:.85rem}
.legend i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}
.legend .a{background:var(--one)}
.legend .b{background:var(--two)}
.plot{position:relative;padding-left:64px}
.plot svg{display:block;width:100%;height:220px;overflow:visible}
.y,.x{color:var(--soft);font-size:12px;line-height:16px;font-variant-numeric:tabular-nums}
.y{position:absolute;left:0;top:0;width:54px;height:220px}
.y span{position:absolute;right:0;transform:translateY(50%);white-space:nowrap}
.x{position:relative;height:22px;margin-top:6px}
.x span{position:absolute;white-space:nowrap}
.grid,.line,.dot,.far{fill:none;vector-effect:non-scaling-stroke}
.grid{stroke:var(--line);stroke-width:1}
.one,.two{shape-rendering:crispEdges}
.one{fill:var(--one)}
.two{fill:var(--two)}
.rest{fill:var(--rest)}
g:hover .one,g:hover .two{opacity:.75}
.line{stroke:var(--one);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.dot{stroke:var(--one);stroke-width:7;stroke-linecap:round}
.far{stroke:transparent;stroke-width:10;stroke-linecap:round}
.area{fill:var(--fill)}
.bars~.note{margin-top:8px}
.bars{list-style:none;margin:0;padding:0}
.bars li{display:grid;grid-template-columns:minmax(120px,280px) 1fr 180px;gap:16px;align-items:center;padding:6px 0}
.bars svg{display:block;width:100%;height:14px;border-radius:4px;overflow:hidden}
.rate{font-variant-numeric:tabular-nums;font-weight:600;white-space:nowrap}
.rate small{font-size:.85rem;font-weight:400;color:var(--soft)}
.scroll{overflow-x:auto;margin:0 -24px;padding:0 24px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92rem}
th,td{padding:8px 0 8px 20px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child{padding-left:0;text-align:left;white-space:normal;min-width:9em}
thead th{color:var(--soft);font-weight:500;font-size:.85rem}
tbody th{font-weight:400}
tfoot th,tfoot td{border-bottom:0;font-weight:650}
summary{cursor:pointer;font-weight:600}
details[open] summary{margin-bottom:12px}
@media(max-width:640px){main{padding:24px 12px 40px}h1{font-size:1.4rem}.tiles{grid-template-columns:1fr 1fr;gap:10px}
.tiles div{padding:12px 14px}.tiles dd{font-size:1.4rem}section{padding:16px 14px}.scroll{margin:0 -14px;padding:0 14px}
.plot{padding-left:48px}.plot svg,.y{height:180px}.y{width:42px;font-size:11px}.x{font-size:11px}.x .odd{display:none}
.bars li{grid-template-columns:1fr auto;gap:4px 12px;padding:8px 0}.bars svg{grid-column:1/3;grid-row:2;height:10px}
th,td{padding-left:14px}th:first-child{position:sticky;left:0;min-width:7.5em;background:var(--card)}}
@media print{body{background:#fff}section,.tiles div{break-inside:avoid}}
)";

} // namespace cogrant::report::detail

#endif // COGRANT_REPORT_PAGE_STYLE_HPP
