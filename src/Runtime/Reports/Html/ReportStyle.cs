namespace Dsl.Runtime.Reports.Html;

/// <summary>How a report looks: light and dark, on paper and on a phone.</summary>
internal static class ReportStyle
{
    public const string Text = """
        :root{color-scheme:light dark;--ink:#1d2430;--soft:#566173;--paper:#ffffff;--panel:#f5f7fa;--line:#d5dbe3;--good:#14733a;--bad:#b3261e;--c0:#1f6fd0;--c1:#c2410c;--c2:#15803d;--c3:#7e22ce;--c4:#a16207;--c5:#0e7490;--cell:31,111,208}
        @media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#a3afbf;--paper:#12161c;--panel:#1a2029;--line:#36404d;--good:#5fd38d;--bad:#ff8a80;--c0:#6cb0ff;--c1:#ffa366;--c2:#67d391;--c3:#c99aff;--c4:#e6c229;--c5:#5fd0e6;--cell:108,176,255}}
        *{box-sizing:border-box}body{margin:0 auto;max-width:64rem;padding:1rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        h1{font-size:1.6rem;margin:.5rem 0;overflow-wrap:anywhere}h2{font-size:1.25rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}h3{font-size:1rem;margin:1.2rem 0 .4rem}
        nav{font-size:.95rem}nav a{margin-right:.9rem;display:inline-block;padding:.15rem 0}a{color:var(--c0)}a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--c0);outline-offset:2px}
        .good{color:var(--good)}.bad{color:var(--bad)}.soft{color:var(--soft);font-size:.9rem}.badge{font-weight:600}
        .scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.92rem;margin:.3rem 0}th,td{text-align:left;padding:.25rem .7rem .25rem 0;vertical-align:top;border-bottom:1px solid var(--line)}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
        caption{text-align:left;color:var(--soft);font-size:.9rem;padding-bottom:.2rem}td.path{overflow-wrap:anywhere;font-family:ui-monospace,monospace;font-size:.85rem}
        pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.7rem .9rem;overflow-x:auto;font:.86rem/1.45 ui-monospace,monospace;margin:.6rem 0;white-space:pre}
        pre.wrap{white-space:pre-wrap;overflow-wrap:anywhere}details{margin:.4rem 0}summary{cursor:pointer;color:var(--soft);padding:.2rem 0}
        figure{margin:.8rem 0}figcaption{color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
        .chart{width:100%;max-width:46rem;height:auto;display:block;font:12px system-ui,sans-serif}.chart text{fill:var(--soft)}.chart .axis{stroke:var(--line);fill:none}.chart .curve{fill:none;stroke-width:2;stroke-linejoin:round}
        .chart .at rect{fill:transparent}.chart .at line,.chart .at circle,.chart .at text{opacity:0}.chart .at:hover line,.chart .at:hover circle,.chart .at:hover text,.chart .at:focus line,.chart .at:focus circle,.chart .at:focus text{opacity:1}
        .chart .at{outline:none}.chart .at line{stroke:var(--soft);stroke-dasharray:3 3}.chart .at text{fill:var(--ink);font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:4px}
        .s0{stroke:var(--c0)}.s1{stroke:var(--c1)}.s2{stroke:var(--c2)}.s3{stroke:var(--c3)}.s4{stroke:var(--c4)}.s5{stroke:var(--c5)}.f0{fill:var(--c0)}.f1{fill:var(--c1)}.f2{fill:var(--c2)}.f3{fill:var(--c3)}.f4{fill:var(--c4)}.f5{fill:var(--c5)}
        .k{display:inline-block;margin-right:1rem}.k i{display:inline-block;width:1.4rem;height:0;border-top:3px solid;margin-right:.35rem;vertical-align:middle}.k0 i{border-color:var(--c0)}.k1 i{border-color:var(--c1);border-top-style:dashed}.k2 i{border-color:var(--c2)}.k3 i{border-color:var(--c3);border-top-style:dashed}.k4 i{border-color:var(--c4)}.k5 i{border-color:var(--c5);border-top-style:dashed}
        .s1.curve,.s3.curve,.s5.curve{stroke-dasharray:7 3}
        .pictures{display:flex;flex-wrap:wrap;gap:.5rem}.pictures img{image-rendering:pixelated;border:1px solid var(--line);background:#000;max-width:100%;height:auto}
        .confusion td{text-align:right;padding:.3rem .55rem;border:1px solid var(--line);font-variant-numeric:tabular-nums}.confusion th{padding:.3rem .55rem;border:1px solid var(--line);background:var(--panel)}.confusion td.right{font-weight:700}.confusion caption{white-space:nowrap}
        .bars{height:2.2rem;width:9rem;display:block}.bars rect{fill:var(--c0)}
        @media (max-width:36rem){.chart text{font-size:20px}body{padding:.7rem}th,td{padding-right:.45rem}}
        @media print{nav,details>summary{display:none}}
        """;
}
