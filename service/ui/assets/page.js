// What must happen in the browser itself: focus, scrolling, copying, and the looks of the graph.
// Dash calls the functions of `window.phasebook` (service/ui/desk.py); everything else is the server's.
(() => {
  const same = () => window.dash_clientside.no_update;
  let opener = null; // what opened the source, to go back to
  let asking = false; // whether the box is to have the focus again when the answer is there

  const find = (id) => document.getElementById(id);

  const scheme = () => document.documentElement.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light";

  function tell(words) {
    const told = find("told");
    if (told) told.textContent = words;
  }

  // The question in the box becomes the address; the server answers the address.
  function asked(enter, click) {
    const words = find("question").value.trim(); // Dash's own copy lags behind a quick typist
    if (!words || !(enter || click)) return [same(), same()];
    asking = true;
    return [`?${new URLSearchParams({ q: words })}`, ""];
  }

  // Parameters from controls to an address: pairs of a name and a value, the view first.
  function search(view, pairs) {
    const asked = new URLSearchParams(view === "ask" ? {} : { view });
    for (const [name, value] of pairs)
      for (const one of Array.isArray(value) ? value : [value]) if (one) asked.append(name, one);
    return `?${asked}`;
  }

  // The address that controls ask for, unless it is shown already: they also call when they appear.
  function go(view, chosen, wanted) {
    const alike = Object.keys(wanted).every((name) => String(wanted[name] || "") === String(chosen[name] || ""));
    return alike ? same() : search(view, Object.entries(wanted));
  }

  const compared = (left, right, document, chosen) =>
    left && right ? go("compare", chosen, { left, right, document }) : same();

  const pictured = (predicate, chosen) => predicate ? go("figures", chosen, { predicate }) : same();

  function pointed(clicks) {
    const by = window.dash_clientside.callback_context.triggered[0];
    const point = by && by.value && by.value.points[0];
    return point ? `#${point.customdata}` : same();
  }

  const drawn = (_scheme, drawings) => drawings[scheme()];

  // A new path or a new start; the fields that were not touched keep what they say.
  function explored(concept, depth, from, to, chosen) {
    const moved = (name, value) => (value || "") !== (chosen[name] || "");
    if (moved("from", from) || moved("to", to)) return from && to ? go("graph", chosen, { from, to }) : same();
    if (concept && (moved("concept", concept) || moved("depth", depth)))
      return go("graph", chosen, { concept, depth });
    return same();
  }

  function tapped(node, edge) {
    const by = window.dash_clientside.callback_context.triggered[0].prop_id;
    if (!node && !edge) return same();
    const asked = new URLSearchParams(location.search);
    asked.delete("node");
    asked.delete("edge");
    if (by.endsWith("tapNodeData")) asked.set("node", node.id);
    else if (edge.rule === "document") asked.set("edge", edge.id);
    return `?${asked}`;
  }

  function styledGraph(_scheme, hash, types, search, styles, all) {
    const asked = new URLSearchParams(search);
    const style = styled(_scheme, hash, styles);
    const shown = new Set(types || []);
    for (const type of all)
      if (!shown.has(type)) style.push({ selector: `node[type = "${type}"]`, style: { display: "none" } });
    for (const [kind, rule] of [["node", "node.lit"], ["edge", "edge.lit"]]) {
      const chosen = asked.get(kind);
      if (chosen && !/["\\]/.test(chosen))
        style.push({ selector: `${kind}[id = "${chosen}"]`, style: style.find((one) => one.selector.includes(rule)).style });
    }
    return style;
  }

  const laidOut = (name, fits, layouts) => ({ ...layouts[name], fit: true, again: fits });

  function zoomed(_into, _out, zoom) {
    const by = window.dash_clientside.callback_context.triggered[0].prop_id;
    return (zoom || 1) * (by.startsWith("graph-in") ? 1.3 : 1 / 1.3);
  }

  function saved(_png, _svg) {
    const by = window.dash_clientside.callback_context.triggered[0].prop_id;
    const type = by.startsWith("graph-svg") ? "svg" : "png";
    return { type, action: "download", filename: "graph", options: { full: true, scale: type === "svg" ? 1 : 2 } };
  }

  const worked = (chosen, queries) => chosen ? queries[Number(chosen)] : same();

  // A drawing fills its place again when that changes; Dash's own way fails where the drawing is gone by then.
  function refit() {
    clearTimeout(refit.soon);
    refit.soon = setTimeout(() => {
      for (const drawing of document.querySelectorAll("#graph, #answer-graph")) {
        const cy = drawing._cyreg && drawing._cyreg.cy;
        if (cy && !cy.destroyed()) cy.resize().fit(undefined, 16);
      }
    }, 150);
  }

  function frame(hidden) {
    refit();
    return hidden ? "shell" : "shell reading";
  }

  // The quoted words come into view; a reader of the screen is taken there.
  function reveal(body) {
    const mark = document.querySelector("#source-body mark");
    if (!mark) return "";
    requestAnimationFrame(() => {
      if (!location.hash) return; // closed already: the focus is back where it came from
      const body = find("source-body");
      body.scrollTop += mark.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 3;
      find("source-title").focus({ preventScroll: true });
    });
    return "The source is open, its words marked.";
  }

  // The collection of this page, in its chooser; another one is another page, on which the same is asked.
  function chosen(path) {
    const here = location.pathname;
    if (!path) return here;
    if (path !== here) {
      const now = new URLSearchParams(location.search);
      const kept = ["view", "q"].map((name) => [name, now.get(name)]).filter(([, value]) => value);
      location.assign(kept.length ? `${path}?${new URLSearchParams(kept)}` : path);
    }
    return same();
  }

  // A page is there: the tab gets its name, and who asked goes on from the box.
  function named(shown) {
    if (asking) requestAnimationFrame(() => { const box = find("question"); if (box) box.focus(); });
    asking = false;
    const current = document.querySelector("#navigation [aria-current]");
    if (current) current.scrollIntoView({ block: "nearest", inline: "nearest" });
    const asked = new URLSearchParams((shown || "").replace(/^[^?]*/, ""));
    const view = asked.get("view");
    const words = asked.get("q") || (view && view[0].toUpperCase() + view.slice(1));
    document.title = words ? `${words} - Phasebook` : "Phasebook";
    return same();
  }

  // The stylesheet of the colour scheme, with the edge lit whose words are being read.
  function styled(_scheme, hash, styles) {
    const place = (hash || "").replace(/^#/, "");
    const style = [...styles[scheme()]];
    if (/^[^"\\]+:\d+-\d+$/.test(place)) {
      const lit = style.find((rule) => rule.selector.includes("edge.lit")).style;
      style.push({ selector: `edge[places *= "${place}"]`, style: lit });
    }
    return style;
  }

  function closeSource() {
    if (!location.hash) return;
    history.pushState("", "", location.pathname + location.search);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.dispatchEvent(new PopStateEvent("popstate"));
    if (opener && document.contains(opener)) opener.focus();
    opener = null;
  }

  async function copy(button) {
    const words = button.dataset.copy === "address" ? location.href : button.dataset.copy;
    try {
      await navigator.clipboard.writeText(words);
      tell("Copied.");
      button.classList.add("copied");
      setTimeout(() => button.classList.remove("copied"), 1500);
    } catch {
      tell("The browser did not allow it.");
    }
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("a.cite, a.note, [data-copy], #close-source, #skip");
    if (!target) return;
    if (target.matches("a.cite, a.note")) opener = target;
    else if (target.id === "close-source") closeSource();
    else if (target.id === "skip") { event.preventDefault(); find("page").focus(); }
    else copy(target);
  });

  window.addEventListener("resize", refit);

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && !typing) closeSource();
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const box = find("question");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
  });

  const functions = (window.dashMantineFunctions = window.dashMantineFunctions || {});
  functions.all = ({ options }) => options;

  window.phasebook = {
    asked, chosen, compared, drawn, explored, frame, laidOut, named, pictured, pointed, reveal, saved, styled, styledGraph, tapped, tell, worked, zoomed,
  };
})();
