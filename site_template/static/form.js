// @ts-check
/* The form for a new case: what is written stays in this browser, is checked as `whatworks check` does, and leaves as a
   case file. Nothing is sent anywhere. */


(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const data = whatworks.given.form;
  const { make, idOf, kept, showProblems } = whatworks.form;
  const PAUSE = 250; // milliseconds without typing, then the draft is kept and checked
  const at = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
  const fields = Object.fromEntries(data.fields.map((/** @type {any} */ field) => [field.name, field]));
  /** @type {FormDraft} */
  let draft = begin();
  let tried = false,
    waiting = 0,
    ownName = false;

  /** Return a draft with what is known from the beginning. @returns {FormDraft} */
  function begin() {
    const now = new Date(),
      day = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
    return { slug: "", head: { review: "in-review", status_checked: day, checked: day, added: day }, body: {} };
  }

  function keep() {
    at("form-kept").textContent = kept.write(draft)
      ? "Kept in this browser, and nowhere else."
      : "This browser keeps nothing: download the file before you leave.";
  }

  function clear() {
    if (!confirm("Clear the whole form, and what is saved of it on this computer? This cannot be undone.")) return;
    clearTimeout(waiting);
    kept.remove();
    draft = begin();
    tried = ownName = false;
    drawForm();
    showProblems([]);
    at("form-kept").textContent = "Cleared. Nothing is saved on this computer.";
    preview();
  }

  /* -- the file -- */

  /** Return the draft without lists and records in which nothing stands. @returns {FormDraft} */
  function whole() {
    const head = Object.fromEntries(
      Object.entries(draft.head)
        .map(([name, value]) => [
          name,
          fields[name].kind === "records" ? value.filter((/** @type {any} */ one) => Object.keys(one).length) : value,
        ])
        .filter(([, value]) => !Array.isArray(value) || value.length),
    );
    const body = Object.fromEntries(
      data.headings.map((/** @type {string[]} */ [name]) => [name, draft.body[name] ?? ""]),
    );
    return { slug: draft.slug, head, body };
  }

  /** Return a draft with a slot wherever something that is needed is missing. @param {FormDraft} given @returns {FormDraft} */
  function slotted(given) {
    const fill = (/** @type {any} */ record, /** @type {any[]} */ known) => {
      const made = { ...record };
      for (const field of known) {
        const slot = `<REQUIRED: ${field.means}>`;
        if (field.required && !(field.name in made))
          made[field.name] = field.kind === "records" ? [fill({}, field.of)] : field.many ? [slot] : slot;
        else if (field.kind === "records" && field.name in made)
          made[field.name] = made[field.name].map((/** @type {any} */ one) => fill(one, field.of));
      }
      return made;
    };
    return { ...given, head: { ...fill(given.head, data.fields), review: "draft" } };
  }

  /** @param {string} text */
  function download(text) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    const link = make("a", { href: address, download: `${draft.slug || "new-case"}.md` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  /** Check; go to the mistakes where there are any. Returns whether the file is good. */
  function attempt() {
    tried = true;
    const found = whatworks.form.check(whole());
    showProblems(found);
    const good = !found.some((/** @type {Mistake} */ one) => !one.hint);
    if (found.length) at("form-problems").focus();
    at("form-good").hidden = !good;
    return good;
  }

  /* -- preview -- */

  /** @param {string} section @param {string} value */
  function label(section, value) {
    return data.values[section]?.find((/** @type {string[]} */ one) => one[0] === value)?.[1] ?? value;
  }

  function preview() {
    const { head, body } = whole(),
      text = whatworks.form.write({ head, body });
    const parts = data.headings
      .filter((/** @type {string[]} */ [name]) => body[name].trim())
      .flatMap((/** @type {string[]} */ [name, heading]) => [
        make("h4", {}, heading),
        ...body[name]
          .trim()
          .split(/\n\s*\n/)
          .map((one) => make("p", {}, one)),
      ]);
    const result = head.result
      ? [
          make(
            "span",
            { class: `badge is-${/^[a-z-]+$/.test(head.result) ? head.result : ""}` },
            label("results", head.result),
          ),
        ]
      : [];
    at("form-preview").replaceChildren(
      make("h3", {}, head.title || "No title yet"),
      make(
        "p",
        { class: "quiet" },
        [
          head.place,
          (head.country ?? []).map((/** @type {string} */ one) => label("countries", one)).join(", "),
          head.started && `from ${head.started}`,
        ]
          .filter(Boolean)
          .join(", ") || "No place yet",
      ),
      ...result,
      make("p", { class: "summary" }, head.summary || "No summary yet"),
      ...parts,
      ...(head.sources?.length
        ? [
            make("h4", {}, "Sources"),
            make(
              "ol",
              {},
              ...head.sources.map((/** @type {any} */ one) =>
                make("li", {}, [one.title, one.publisher, one.year].filter(Boolean).join(". ")),
              ),
            ),
          ]
        : []),
    );
    at("form-text").value = text;
    const { href, whole: all } = whatworks.form.newPage(draft.slug, text);
    if (!at("form-page")) return;
    at("form-page").hidden = !href;
    at("form-page-link").href = href || "#";
    at("form-page-paste").hidden = all;
  }

  /* -- drawing -- */

  function changed() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (!ownName) suggestName();
      for (const place of document.querySelectorAll("[data-sources]")) place.dispatchEvent(new Event("sources"));
      keep();
      preview();
      if (tried) {
        const found = whatworks.form.check(whole());
        showProblems(found);
        at("form-good").hidden = found.some((/** @type {Mistake} */ one) => !one.hint);
      }
    }, PAUSE);
  }

  /** Name the file after the title, until somebody names it. */
  function suggestName() {
    const plain = String(draft.head.title ?? "")
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .toLowerCase();
    draft.slug = plain
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, data.limits.slug)
      .replace(/^-|-$/g, "");
    if (at("f-slug")) at("f-slug").value = draft.slug;
  }

  /** @param {string} name @param {string} title @param {string} hint @param {any} control */
  function plainRow(name, title, hint, control) {
    const id = idOf(name);
    control.id = id;
    control.setAttribute("aria-describedby", `${id}-hint ${id}-wrong`);
    return make(
      "div",
      { class: "field" },
      make("label", { for: id }, title),
      make("p", { class: "hint", id: `${id}-hint` }, hint),
      make("p", { class: "wrong", id: `${id}-wrong` }),
      control,
    );
  }

  /** Return a part of the form under its heading. @param {string} title @param {string} hint @param {boolean} open
   * @param {any[]} inside */
  function part(title, hint, open, ...inside) {
    const made = make(
      "details",
      { class: "part", open },
      make("summary", {}, make("h3", {}, title)),
      ...(hint ? [make("p", { class: "quiet" }, hint)] : []),
      ...inside,
    );
    return made;
  }

  function bodyRows() {
    return data.headings.map((/** @type {string[]} */ [name, heading, hint]) => {
      const control = make("textarea", { rows: 6 });
      control.value = draft.body[name] ?? "";
      control.addEventListener("input", () => {
        draft.body[name] = control.value;
        changed();
      });
      return plainRow(`body.${name}`, heading, hint, control);
    });
  }

  function nameRow() {
    const control = make("input", { type: "text" });
    control.value = draft.slug;
    control.addEventListener("input", () => {
      ownName = control.value !== "";
      draft.slug = control.value.trim();
      changed();
    });
    return plainRow(
      "slug",
      "File name",
      "The address of the case: a-z, 0-9 and hyphens. Made from the title until you change it.",
      control,
    );
  }

  function drawForm() {
    const around = {
      changed,
      sources: () => (draft.head.sources ?? []).map((/** @type {any} */ one) => one.id).filter(Boolean),
    };
    const made = data.groups.map((/** @type {any} */ { title, hint, open, fields: names }) =>
      part(
        title,
        hint,
        open,
        ...names.map((/** @type {string} */ name) => whatworks.form.draw(fields[name], draft.head, name, around)),
      ),
    );
    made.splice(
      made.length - 1,
      0,
      part(
        "The nine parts of the text",
        `${data.limits.body} words or more together, in plain words of your own. A claim cites its source as [^short-name]. An empty line begins a new paragraph.`,
        true,
        ...bodyRows(),
      ),
    );
    made[0].append(nameRow());
    at("case-form-fields").replaceChildren(...whatworks.form.lists(), ...made);
  }

  at("case-form").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    if (attempt()) download(whatworks.form.write(whole()));
  });
  at("form-check").addEventListener("click", attempt);
  at("form-unfinished").addEventListener("click", () => download(whatworks.form.write(slotted(whole()))));
  at("form-clear").addEventListener("click", clear);
  at("form-copy").addEventListener("click", async () => {
    at("form-text").select();
    try {
      await navigator.clipboard.writeText(at("form-text").value);
    } catch {
      /* the text is selected: Ctrl-C copies it */
    }
  });
  draft = kept.read() ?? draft;
  ownName = draft.slug !== "";
  drawForm();
  preview();
  at("form-root").hidden = false;
  at("form-starting").remove();
})();
