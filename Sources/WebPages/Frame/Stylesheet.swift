internal import Hashing

/// The one stylesheet of all pages, served under a name that changes with its contents.
enum Stylesheet {
    /// The whole text.
    static let text = [base, frame, forms, tables, notices, narrow, print].joined(separator: "\n")

    /// The file name: browsers may keep it for ever, because other contents have another name.
    static let fileName: String = {
        let hash = SHA256Hasher.hash(Array(text.utf8))
        return "style-\(hash.hexadecimal.prefix(16)).css"
    }()

    /// Where it is served.
    static let path = PagePath(["assets", fileName])

    // Sizes follow 18 px for plain text and targets of 44 px, on village pages of 60 px; every text
    // colour has at least 4.5:1 on its ground.
    private static let base = """
        :root { --ink: #1b1f24; --soft: #4a5460; --ground: #f3f5f8; --paper: #ffffff;
          --line: #8a94a0; --faint: #d5dbe2; --brand: #0b4a82; --brand-dark: #07345c;
          --alarm: #9c1020; --alarm-ground: #fdecee; --care: #5e3c00; --care-ground: #fff3d4;
          --good: #0c5429; --good-ground: #e6f5eb; --target: 44px; }
        html { font-size: 18px; -webkit-text-size-adjust: 100%; }
        html.large { font-size: 24px; }
        html.largest { font-size: 30px; }
        body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.6;
          font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "PingFang SC",
            "Microsoft YaHei", "HarmonyOS Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
            sans-serif; }
        body.village { --target: 60px; }
        *, *::before, *::after { box-sizing: border-box; }
        h1 { font-size: 1.6rem; line-height: 1.35; margin: 0 0 1rem; }
        h2 { font-size: 1.25rem; line-height: 1.4; margin: 0 0 .75rem; }
        h3 { font-size: 1.1rem; margin: 1rem 0 .5rem; }
        p { margin: 0 0 1rem; }
        ul, ol { margin: 0 0 1rem; padding-left: 1.6rem; }
        a { color: var(--brand); text-underline-offset: .2em; }
        a:hover { color: var(--brand-dark); text-decoration-thickness: .15em; }
        :focus-visible { outline: 4px solid #c25400; outline-offset: 2px; border-radius: 2px; }
        small, .hint { font-size: 1rem; color: var(--soft); }
        bdi { overflow-wrap: anywhere; }
        .number { font-variant-numeric: tabular-nums; white-space: nowrap; }
        .lines { white-space: pre-line; }
        """

    private static let frame = """
        .skip { position: absolute; left: -999rem; background: var(--paper); padding: .75rem 1rem; }
        .skip:focus { left: .5rem; top: .5rem; z-index: 9; }
        .bar { background: var(--brand); color: #fff; }
        .bar a, .bar button { color: #fff; }
        .inside { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
        .bar .inside { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.25rem;
          min-height: 64px; padding-top: .35rem; padding-bottom: .35rem; }
        .place { font-size: 1.2rem; font-weight: 700; margin-right: auto; }
        .place span { font-weight: 400; }
        .tools { display: flex; flex-wrap: wrap; align-items: center; gap: 0 1rem; margin: 0;
          padding: 0; list-style: none; }
        .tools a, .tools button { display: inline-flex; align-items: center; min-height: 44px;
          padding: 0 .35rem; background: none; border: 0; font: inherit; cursor: pointer;
          text-decoration: underline; text-underline-offset: .2em; }
        .tools a[aria-current],
        .tools button[aria-current] { text-decoration: none; font-weight: 700;
          border: 2px solid #fff; border-radius: 6px; }
        .ways { background: var(--paper); border-bottom: 1px solid var(--faint); }
        .ways ul { display: flex; flex-wrap: wrap; margin: 0 auto; padding: 0 1rem;
          list-style: none; max-width: 72rem; }
        .ways a { display: inline-flex; align-items: center; min-height: var(--target);
          padding: 0 1rem; text-decoration: none; font-size: 1.1rem; border-bottom: 5px solid
          transparent; border-top: 5px solid transparent; }
        .ways a:hover { text-decoration: underline; }
        .ways a[aria-current] { font-weight: 700; color: var(--ink);
          border-bottom-color: var(--brand); }
        main.inside { padding-top: 1.25rem; padding-bottom: 3rem; min-height: 60vh; }
        .foot { border-top: 1px solid var(--faint); color: var(--soft); padding: 1rem 0 2rem; }
        .card { background: var(--paper); border: 1px solid var(--faint); border-radius: 8px;
          padding: 1rem 1.25rem; margin: 0 0 1.25rem; }
        .tiles { display: grid; gap: 1rem; margin: 0 0 1.25rem;
          grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); }
        .tiles .card { margin: 0; }
        .figure { font-size: 2rem; font-weight: 700; line-height: 1.2; margin: 0 0 .35rem; }
        .back { display: inline-flex; align-items: center; min-height: 44px; }
        summary { cursor: pointer; }
        summary.back { color: var(--brand); text-decoration: underline;
          text-underline-offset: .2em; }
        summary.back::before { content: "＋"; margin-right: .4rem; }
        details[open] > summary.back::before { content: "－"; }
        """

    private static let forms = """
        .button { display: inline-flex; align-items: center; justify-content: center;
          min-height: var(--target); padding: .3rem 1.4rem; border: 2px solid var(--brand);
          border-radius: 8px; background: var(--brand); color: #fff; font: inherit;
          font-size: 1.1rem; font-weight: 700; cursor: pointer; text-decoration: none; }
        .button:hover { background: var(--brand-dark); color: #fff; }
        .button.plain { background: var(--paper); color: var(--brand); font-weight: 400; }
        .button.plain:hover { background: #e6eef7; color: var(--brand-dark); }
        .first { position: absolute; left: -999rem; }
        .actions { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem;
          margin: 1.25rem 0; }
        .card > .actions:last-child, .card > form > .actions:last-child { margin-bottom: 0; }
        .field { margin: 0 0 1.4rem; max-width: 44rem; }
        .field > label, .field > .label, fieldset.field > legend { display: block;
          font-weight: 700; font-size: 1.1rem; margin: 0 0 .2rem; padding: 0; }
        .optional { font-weight: 400; font-size: 1rem; color: var(--soft); margin-left: .5rem; }
        .hint { display: block; margin: 0 0 .35rem; }
        fieldset { border: 0; padding: 0; margin: 0 0 1.4rem; min-width: 0; }
        fieldset.group { background: var(--paper); border: 1px solid var(--faint);
          border-radius: 8px; padding: 1rem 1.25rem .25rem; }
        fieldset.group > legend { font-size: 1.25rem; font-weight: 700; padding: 0 .5rem;
          margin-left: -.5rem; }
        input[type=text], input[type=password], input[type=search], input[type=tel],
        input[type=number], input[type=date], input[type=datetime-local], input[type=month],
        select, textarea { width: 100%; min-height: var(--target); padding: .35rem .7rem;
          font: inherit; color: var(--ink); background: #fff; border: 2px solid var(--line);
          border-radius: 6px; }
        textarea { line-height: 1.5; }
        input[type=date], input[type=datetime-local], input[type=month], input[type=number],
        input[type=tel] { max-width: 22rem; }
        .choice { display: flex; align-items: center; gap: .75rem; min-height: var(--target); }
        .choice input { width: 1.6rem; height: 1.6rem; margin: 0; flex: none; }
        .choice label { display: flex; align-items: center; min-height: var(--target);
          flex: 1; }
        .choices { display: flex; flex-wrap: wrap; gap: 0 2rem; }
        .field.wrong { border-left: 6px solid var(--alarm); padding-left: .9rem; }
        .wrong input, .wrong select, .wrong textarea { border-color: var(--alarm); }
        .fault { color: var(--alarm); font-weight: 700; margin: 0 0 .35rem; }
        .filter { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin: 0; }
        .filter > div { flex: 1 1 12rem; max-width: 22rem; }
        .filter label { display: block; font-weight: 700; }
        .filter .choice { flex: 0 0 auto; }
        .filter .choice label { display: flex; }
        .filter.card { margin: 0 0 1.25rem; }
        .rowset { display: grid; gap: .75rem 1rem; align-items: end; margin: 0 0 .75rem;
          grid-template-columns: repeat(auto-fit, minmax(min(100%, 11rem), 1fr)); }
        .rowset label { display: block; font-weight: 400; }
        .rowset .choice label { display: flex; }
        """

    private static let tables = """
        .scroll { overflow-x: auto; margin: 0 0 1rem; }
        td > .scroll, dd > .scroll { margin-bottom: 0; }
        dl.facts + .hint { margin-top: .75rem; }
        table { border-collapse: collapse; width: 100%; background: var(--paper); }
        caption { text-align: left; font-weight: 700; padding: 0 0 .5rem; }
        th, td { border: 1px solid var(--faint); padding: .55rem .7rem; text-align: left;
          vertical-align: top; }
        thead th { background: #e6ecf3; white-space: nowrap; }
        td.right, th.right { text-align: right; font-variant-numeric: tabular-nums; }
        tbody tr:hover { background: #f4f8fc; }
        td a.whole { display: inline-flex; align-items: center; min-height: 44px; }
        body.village td a.whole { min-height: 60px; }
        tr.late td, tr.late th { background: var(--alarm-ground); }
        .stack th[scope=row] { font-weight: 400; min-width: 11.5rem; }
        .mark { display: inline-block; padding: 0 .55rem; border-radius: 4px; font-weight: 700;
          border: 2px solid currentColor; white-space: nowrap; }
        .mark.alarm { color: var(--alarm); background: var(--alarm-ground); }
        .mark.care { color: var(--care); background: var(--care-ground); }
        .mark.good { color: var(--good); background: var(--good-ground); }
        .mark.plain { color: var(--soft); background: var(--paper); }
        dl.facts { display: grid; grid-template-columns: minmax(7rem, 14rem) 1fr; margin: 0;
          border-top: 1px solid var(--faint); }
        dl.facts > dt, dl.facts > dd { padding: .55rem .5rem; margin: 0;
          border-bottom: 1px solid var(--faint); }
        dl.facts > dt { font-weight: 700; }
        dl.facts > dd.empty { color: var(--soft); }
        dl.changeable { grid-template-columns: minmax(7rem, 14rem) 1fr minmax(3rem, auto); }
        dl.changeable a.whole { display: inline-flex; align-items: center; min-height: 44px;
          margin: -.55rem 0; }
        html.standard .together { white-space: nowrap; }
        html.largest .stack td { min-width: 5.5em; }
        .ranking tbody th { min-width: 6.5rem; }
        .ranking td:last-child { min-width: 9rem; }
        .tabs { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1rem; padding: 0;
          list-style: none; }
        .tabs a { display: inline-flex; align-items: center; min-height: var(--target);
          padding: 0 1.1rem; border: 2px solid var(--line); border-radius: 8px;
          background: var(--paper); text-decoration: none; }
        .tabs a[aria-current] { background: var(--brand); border-color: var(--brand); color: #fff;
          font-weight: 700; }
        .pages { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: center; }
        .sides { display: grid; gap: 1rem;
          grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); }
        .side { border: 2px solid var(--line); border-radius: 8px; padding: .75rem 1rem; }
        .tree, .tree ul { list-style: none; padding-left: 0; margin: 0; }
        .tree ul { padding-left: 1.4rem; border-left: 3px solid var(--faint); }
        .tree li { padding: .35rem 0; }
        .history { list-style: none; padding: 0; margin: 0; }
        .history > li { border-left: 4px solid var(--brand); padding: .1rem 0 .6rem 1rem;
          margin: 0 0 .4rem; }
        """

    private static let notices = """
        .notice { border: 2px solid currentColor; border-left-width: 10px; border-radius: 8px;
          padding: .8rem 1.1rem; margin: 0 0 1.25rem; background: var(--paper); }
        .notice > :last-child { margin-bottom: 0; }
        .notice strong:first-child { display: block; font-size: 1.1rem; }
        .notice.alarm { color: var(--alarm); background: var(--alarm-ground); }
        .notice.care { color: var(--care); background: var(--care-ground); }
        .notice.good { color: var(--good); background: var(--good-ground); }
        .notice a { color: inherit; }
        .command { display: block; font-family: monospace; font-size: 1rem; padding: .6rem .8rem;
          background: #eef1f5; border-radius: 6px; overflow-wrap: anywhere; }
        .paper { background: #fff; border: 1px solid var(--line); padding: 1.5rem 2rem;
          margin: 0 0 1.25rem; }
        .paper h2 { text-align: center; letter-spacing: .3em; margin-bottom: .25rem; }
        .paper .top { text-align: center; color: var(--soft); }
        .paper table { margin: 0 0 1rem; }
        .paper th { width: 9rem; white-space: nowrap; background: #f6f8fa; }
        .signs { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; margin-top: 1.5rem; }
        .big { font-size: 1.5rem; font-weight: 700; overflow-wrap: anywhere; margin: 0 0 .5rem; }
        """

    private static let narrow = """
        @media screen and (max-width: 42rem) {
          html.standard .together { white-space: normal; }
          .stack caption { display: block; }
          .stack thead { position: absolute; left: -999rem; }
          .stack, .stack tbody, .stack tr, .stack td, .stack th[scope=row] { display: block;
            width: auto; }
          .stack tr { border: 1px solid var(--line); border-radius: 8px; margin: 0 0 .75rem;
            overflow: hidden; }
          .stack td, .stack th[scope=row] { border: 0; border-bottom: 1px solid var(--faint); }
          .stack td.right { text-align: left; }
          .stack td::before { content: attr(data-label); display: block; font-size: .85em;
            color: var(--soft); }
          dl.facts { grid-template-columns: 1fr; }
          dl.facts > dt { border-bottom: 0; padding-bottom: 0; grid-column: 1 / -1; }
          dl.changeable { grid-template-columns: 1fr auto; }
          .signs { grid-template-columns: 1fr; }
          .paper { padding: 1rem; }
        }
        @media (prefers-contrast: more) {
          :root { --soft: #1b1f24; --faint: #4a5460; --line: #1b1f24; }
        }
        """

    private static let print = """
        @page { margin: 12mm 14mm; }
        @media print {
          html, html.large, html.largest { font-size: 12pt; }
          body { background: #fff; color: #000; }
          .bar, .ways, .foot, .skip, .back, .actions, .tabs, .filter, .pages, .screen {
            display: none; }
          main.inside, .inside { max-width: none; padding: 0; min-height: 0; }
          .card, .paper { border: 0; padding: 0; margin: 0 0 6mm; }
          h1 { font-size: 16pt; text-align: center; }
          table { font-size: 11pt; width: calc(100% - 1px); }
          th, td { border-color: #000; padding: 1.2mm 2mm; background: none; }
          .scroll { overflow: visible; }
          dl.changeable { grid-template-columns: minmax(7rem, 14rem) 1fr; }
          .paper { break-inside: avoid; font-size: 11pt; line-height: 1.4; margin: 0; }
          .paper h2 { font-size: 15pt; margin: 0; }
          .paper p, .paper table { margin: 0 0 1.5mm; font-size: 11pt; }
          .paper th, .paper td { padding: .9mm 2mm; }
          .paper .signs { margin-top: 3mm; }
          .paper .signs p { min-height: 9mm; }
          .paper + .paper { border-top: 1px dashed #000; margin-top: 5mm; padding-top: 5mm; }
          thead { display: table-header-group; }
          thead th { white-space: normal; }
          .ranking thead th { min-width: 2.4em; }
          .ranking tbody th, .ranking td:last-child { min-width: 0; }
          tbody th { white-space: nowrap; }
          tr, .side, .history > li { break-inside: avoid; }
          a { color: #000; text-decoration: none; }
          .copy { break-after: page; }
        }
        """
}
