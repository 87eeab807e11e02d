// Adding files and deleting documents: the calls of the API, made by the browser, so that they are allowed and
// refused as all calls are. What was deleted is kept in this page alone, for a while, to be put back.
(() => {
  const UNDO_FOR = 10 * 60 * 1000; // milliseconds
  const MOST_KEPT = 20; // deleted documents
  const SOON = 1500;
  const UNREACHED = "The service cannot be reached: see whether it runs, and try again.";
  const LOST = "It is no longer known how far this is: see the list for what was written.";

  const uploads = made("ul"); // both stay while other pages are shown
  const removed = made("ul");
  const busy = new Set(); // ids that are being deleted
  let times = 0;

  const find = (id) => document.getElementById(id);
  const tell = (words) => window.phasebook.tell(words);
  const count = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
  const root = `/v1${location.pathname.replace(/\/$/, "")}`; // of the calls about this page's collection
  const address = (id) => `${root}/documents/${encodeURIComponent(id)}`;

  // An element with text and elements in it; never markup.
  function made(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function button(words, label, work) {
    const element = made("button", { type: "button", class: "tool", "aria-label": label }, words);
    element.addEventListener("click", work);
    return element;
  }

  // A call's JSON; what is wrong with it is an `Error` with the remedy in its words.
  async function call(method, path, options = {}) {
    let reply, said;
    try {
      reply = await fetch(path, { method, ...options });
      said = reply.status === 204 ? null : await reply.json();
    } catch {
      throw new Error(UNREACHED);
    }
    if (!reply.ok) throw new Error(problem(said));
    return { status: reply.status, said };
  }

  function problem(said) {
    const remedy = said.remedy && !said.detail.includes(said.remedy) ? `: ${said.remedy}` : "";
    return `${said.detail}${remedy}`;
  }

  function mounted() {
    for (const [place, list] of [["uploads", uploads], ["removed", removed]]) {
      const slot = find(place);
      if (slot && !slot.contains(list)) slot.append(list);
    }
    return window.dash_clientside.no_update;
  }

  // The list of documents as it is now; and once more, since another process than the one that wrote may answer.
  function renew() {
    const look = () => find("document-list") && window.dash_clientside.set_props("written", { data: ++times });
    look();
    clearTimeout(renew.soon);
    renew.soon = setTimeout(look, SOON);
  }

  // Follows a job to its end; a connection that breaks is made again, and told all from the start.
  function followed(id, { progress, outcome, again }) {
    return new Promise((done, failed) => {
      const events = new EventSource(`${root}/jobs/${id}/events`);
      const read = (work) => (event) => work(JSON.parse(event.data));
      events.onopen = again;
      events.onerror = () => events.readyState === EventSource.CLOSED && failed(new Error(LOST));
      events.addEventListener("progress", read(progress));
      events.addEventListener("document", read(outcome));
      events.addEventListener("job", read((job) => { events.close(); done(job); }));
    });
  }

  // What became of a file, in words.
  function became({ name, written, problem: wrong }) {
    if (wrong) return made("li", { class: "wrong" }, `${name}: ${problem(wrong)}`);
    const { added, removed, changed } = written.changes;
    const facts = [[added, "added"], [removed, "removed"], [changed, "changed"]]
      .filter(([some]) => some.length)
      .map(([some, what], first) => `${first ? some.length : count(some.length, "fact")} ${what}`);
    const search = `?${new URLSearchParams({ view: "documents", document: written.id })}`;
    const link = made("a", { class: "link", href: `./${search}`, "data-search": search }, written.title);
    return made("li", {}, `${name}: ${[written.status, ...facts].join(", ")} · `, link);
  }

  const through = (stages) => stages.map(({ stage, done, total }) => `${stage} ${done}/${total}`).join(" · ");

  function totals({ state, outcomes, documents }) {
    const numbers = {};
    for (const { written } of outcomes) {
      const what = written ? written.status : "failed";
      numbers[what] = (numbers[what] || 0) + 1;
    }
    const left = documents - outcomes.length;
    const parts = Object.entries(numbers).map(([what, number]) => `${number} ${what}`);
    if (left) parts.push(`${left} not begun`);
    return `${state === "done" ? "" : `${state}: `}${parts.join(", ")}`;
  }

  // Sends files, and shows how far they are until each has become a document, or not.
  async function upload(files) {
    const form = new FormData();
    for (const file of files) form.append("file", file, file.name);
    const words = `Adding ${count(files.length, "file")}`;
    const title = made("strong", {}, words);
    const bar = made("progress", { "aria-label": words });
    const stage = made("span", { class: "quiet" }, "sending");
    const results = made("ul");
    const item = made("li", { class: "work" }, title, bar, stage, results);
    uploads.append(item);
    mounted();
    tell(`${words}.`);
    const ended = (told) => {
      bar.remove();
      stage.remove();
      for (const old of item.querySelectorAll(":scope > button")) old.remove();
      title.textContent = told;
      results.before(button("Dismiss", `Dismiss: ${told}`, () => { item.remove(); find("choose-files").focus(); }));
      tell(told);
      renew();
    };
    try {
      const { said } = await call("POST", `${root}/documents`, { body: form, headers: { Prefer: "respond-async" } });
      const cancel = button("Cancel", `Cancel: ${words}`, () => call("DELETE", `${root}/jobs/${said.id}`).catch(failure));
      results.before(cancel);
      const job = await followed(said.id, {
        again: () => results.replaceChildren(),
        outcome: (one) => results.append(became(one)),
        progress: ({ stages }) => {
          bar.max = stages.reduce((sum, { total }) => sum + total, 0);
          bar.value = stages.reduce((sum, { done }) => sum + done, 0);
          stage.textContent = through(stages);
        },
      });
      ended(totals(job));
    } catch (error) {
      ended(`${words} failed`);
      results.append(made("li", { class: "wrong" }, error.message));
      tell(error.message);
    }
  }

  function failure(error) {
    const item = made("li", { class: "work" }, made("strong", { class: "wrong" }, error.message));
    item.append(button("Dismiss", `Dismiss: ${error.message}`, () => item.remove()));
    uploads.append(item);
    mounted();
    tell(error.message);
  }

  // Deletes a document, whose text and title stay here until it is put back or the time is over.
  async function remove(id, title) {
    if (busy.has(id)) return;
    busy.add(id);
    try {
      const { said } = await call("GET", address(id));
      await call("DELETE", address(id));
      keep(id, title, said);
    } catch (error) {
      failure(error);
    } finally {
      busy.delete(id);
      renew();
    }
  }

  function keep(id, title, { text, markup, publisher }) {
    const words = `“${title}” is deleted.`;
    const item = made("li", { class: "work" }, made("strong", {}, words));
    const undo = button("Undo", `Undo: put back ${title}`, async () => {
      undo.disabled = true;
      try {
        await putBack(id, { title, text, markup, publisher });
        item.remove();
        tell(`“${title}” is back, as it was.`);
        find("choose-files").focus();
      } catch (error) {
        undo.disabled = false;
        failure(error);
      }
      renew();
    });
    const note = "Undo puts back what was indexed of it, for ten minutes and as long as this page is open.";
    item.append(undo, made("span", { class: "quiet note-below" }, note));
    removed.append(item);
    while (removed.children.length > MOST_KEPT) removed.firstChild.remove();
    setTimeout(() => item.remove(), UNDO_FOR);
    mounted();
    tell(`${words} Undo puts it back.`);
    undo.focus();
  }

  async function putBack(id, kept) {
    const { said: list } = await call("GET", `${root}/documents`);
    if (list.documents.some((one) => one.id === id))
      throw new Error(`There is a document “${id}” again: delete it first, and then put the former back.`);
    const headers = { "Content-Type": "application/json" };
    const { status, said } = await call("PUT", address(id), { headers, body: JSON.stringify(kept) });
    if (status !== 202) return;
    const nothing = () => {};
    const job = await followed(said.id, { progress: nothing, outcome: nothing, again: nothing });
    const wrong = job.outcomes.find((one) => one.problem);
    if (wrong || job.state !== "done") throw new Error(wrong ? problem(wrong.problem) : `It is ${job.state}.`);
  }

  function choose() {
    const input = made("input", { type: "file", multiple: "" });
    input.addEventListener("change", () => input.files.length && upload([...input.files]));
    input.click();
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("#choose-files, [data-delete], [data-search]");
    if (!target) return;
    if (target.id === "choose-files") choose();
    else if (target.dataset.delete !== undefined) remove(target.dataset.delete, target.dataset.title);
    else if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault(); // loaded anew, the page would forget what was deleted
      window.dash_clientside.set_props("address", { search: target.dataset.search });
    }
  });

  // Files dropped beside the place would else be opened in place of the page.
  for (const kind of ["dragover", "dragleave", "drop"])
    document.addEventListener(kind, (event) => {
      const place = document.querySelector(".drop");
      if (!place || !event.dataTransfer || !event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      const inside = event.target instanceof Element && event.target.closest("#document-actions");
      place.classList.toggle("over", Boolean(inside) && kind === "dragover");
      if (inside && kind === "drop" && event.dataTransfer.files.length) upload([...event.dataTransfer.files]);
    });

  Object.assign(window.phasebook, { mounted });
})();
