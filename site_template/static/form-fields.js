// @ts-check
/* The fields of the form, drawn from their description: one control, or a group of them, for every field of a case.
   Every control writes into the record that it was made for, and then says that something changed. */

/** @typedef {{changed: () => void, sources: () => string[]}} Around */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const data = whatworks.given.form;
  const FEW = 12; // up to so many values stand open; more scroll in a box of their own
  const MOST = 50; // records in a list

  /** Make an element. Texts are only ever set as text. @param {string} name @param {Record<string, any>} given
   * @param {(Node | string)[]} inside @returns {any} */
  function make(name, given = {}, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(given))
      if (value !== false) element.setAttribute(key, value === true ? "" : String(value));
    element.append(...inside);
    return element;
  }

  const idOf = (/** @type {string} */ at) => "f-" + at.replaceAll(".", "-");

  /** Return the words of a label. @param {FormField} field */
  function labelled(field) {
    return field.required ? [field.label, make("span", { class: "needed" }, " (needed)")] : [field.label];
  }

  /** Put a value where it belongs; what is empty is left out of the file. @param {any} record @param {string} name
   * @param {any} value @param {Around} around */
  function put(record, name, value, around) {
    if (value === "" || (Array.isArray(value) && !value.length)) delete record[name];
    else record[name] = value;
    around.changed();
  }

  /** Return a field with one control: label, hint, place for a mistake. @param {FormField} field @param {string} at
   * @param {any} control @param {Node[]} more */
  function row(field, at, control, ...more) {
    const id = idOf(at);
    control.id = id;
    control.setAttribute("aria-describedby", `${id}-hint ${id}-wrong`);
    return make(
      "div",
      { class: "field" },
      make("label", { for: id }, ...labelled(field)),
      make("p", { class: "hint", id: `${id}-hint` }, hint(field)),
      make("p", { class: "wrong", id: `${id}-wrong` }),
      control,
      ...more,
    );
  }

  /** Return a field with several controls. @param {FormField} field @param {string} at @param {(Node | string)[]} inside */
  function group(field, at, ...inside) {
    const id = idOf(at);
    return make(
      "fieldset",
      { class: "field group", id, "aria-describedby": `${id}-hint ${id}-wrong` },
      make("legend", {}, ...labelled(field)),
      make("p", { class: "hint", id: `${id}-hint` }, hint(field)),
      make("p", { class: "wrong", id: `${id}-wrong` }),
      ...inside,
    );
  }

  /** @param {FormField} field */
  function hint(field) {
    const shape =
      {
        date: " YYYY, YYYY-MM or YYYY-MM-DD.",
        year: " Four digits.",
        ages: " From and to, as 11-17.",
        amount: " Digits alone, as 318400.",
        currency: " Three letters, as GBP.",
        country: " Name or code.",
        region: " As GB-WLS or US-NE.",
      }[field.kind] ?? "";
    const several = !field.many
      ? ""
      : field.kind === "country" || field.kind === "region"
        ? " Several between commas."
        : field.values || field.kind === "source"
          ? ""
          : " One on each line.";
    return `${field.means}.${shape}${several}`;
  }

  /** @param {FormField} field @param {any} record @param {string} at @param {Around} around */
  function line(field, record, at, around) {
    const control = make(
      field.long ? "textarea" : "input",
      field.long ? { rows: field.name === "summary" ? 4 : 2 } : { type: "text" },
    );
    control.value = record[field.name] ?? "";
    control.addEventListener("input", () => put(record, field.name, control.value.trim(), around));
    if (field.name !== "summary") return row(field, at, control);
    const counted = make("p", { class: "hint", "aria-live": "polite" });
    const count = () => {
      counted.textContent = `${whatworks.form.reading.words(control.value).length} of ${data.limits.summary} words`;
    };
    control.addEventListener("input", count);
    count();
    return row(field, at, control, counted);
  }

  /** Several texts: one on each line, or codes between commas. @param {FormField} field @param {any} record
   * @param {string} at @param {Around} around */
  function several(field, record, at, around) {
    const codes = field.kind === "country" || field.kind === "region";
    const control = make(
      codes ? "input" : "textarea",
      codes ? { type: "text", list: `list-${field.kind}` } : { rows: 2 },
    );
    const values = record[field.name] ?? [];
    control.value = (Array.isArray(values) ? values : [values]).join(codes ? ", " : "\n");
    const read = () =>
      control.value
        .split(codes ? "," : "\n")
        .map((/** @type {string} */ one) => one.trim())
        .filter(Boolean);
    control.addEventListener("input", () => put(record, field.name, read().map(codes ? code : String), around));
    if (codes)
      control.addEventListener("change", () => {
        control.value = (record[field.name] ?? []).join(", ");
      });
    return row(field, at, control);
  }

  /** Return the code of a country or region that was named in words, or what was written. @param {string} said */
  function code(said) {
    const wanted = said.toLowerCase();
    for (const section of ["countries", "regions"])
      for (const [key, label] of data.values[section] ?? [])
        if (
          [key, label, ...(section === "countries" ? (data.names[key] ?? []) : [])].some(
            (name) => name.toLowerCase() === wanted,
          )
        )
          return key;
    return said;
  }

  /** @param {FormField} field @param {any} record @param {string} at @param {Around} around */
  function choice(field, record, at, around) {
    const keys = data.values[field.values ?? ""],
      means = make("p", { class: "hint" });
    const control = make(
      "select",
      {},
      make("option", { value: "" }, "Choose"),
      ...keys.map((/** @type {string[]} */ [key, label]) => make("option", { value: key }, label)),
    );
    const explain = () => {
      means.textContent = keys.find((/** @type {string[]} */ one) => one[0] === control.value)?.[2] ?? "";
    };
    control.value = record[field.name] ?? "";
    control.addEventListener("change", () => {
      explain();
      put(record, field.name, control.value, around);
    });
    explain();
    return row(field, at, control, means);
  }

  /** Boxes to tick. @param {FormField} field @param {any} record @param {string} at @param {[string, string, string?][]} keys
   * @param {Around} around */
  function boxes(field, record, at, keys, around) {
    const list = make(
      "ul",
      { class: keys.length > FEW ? "boxes many" : "boxes" },
      ...keys.map(([key, label, means]) => {
        const box = make("input", { type: "checkbox", value: key });
        box.checked = (record[field.name] ?? []).includes(key);
        box.addEventListener("change", () => {
          const chosen = [...list.querySelectorAll("input:checked")].map((one) => one.value);
          put(record, field.name, chosen, around);
        });
        return make(
          "li",
          {},
          make("label", {}, box, make("span", {}, label, ...(means ? [make("span", { class: "sub" }, means)] : []))),
        );
      }),
    );
    return list;
  }

  /** Sources to tick; the list follows what is entered under Sources. @param {FormField} field @param {any} record
   * @param {string} at @param {Around} around */
  function sources(field, record, at, around) {
    const place = make("div"),
      made = group(field, at, place);
    /** The names that are on the page. @type {string | null} */
    let drawn = null;
    const draw = () => {
      const ids = around.sources();
      if (ids.join("\n") === drawn) return;
      drawn = ids.join("\n");
      const held = place.contains(document.activeElement) ? /** @type {any} */ (document.activeElement).value : "";
      place.replaceChildren(
        ids.length
          ? boxes(
              field,
              record,
              at,
              ids.map((id) => [id, id]),
              around,
            )
          : make("p", { class: "quiet" }, "Enter a source with a short name first."),
      );
      if (held) place.querySelector(`input[value="${CSS.escape(held)}"]`)?.focus();
    };
    made.addEventListener("sources", draw);
    made.dataset.sources = "";
    draw();
    return made;
  }

  /** When and by whom a figure was compared with its source. @param {FormField} field @param {any} record @param {string} at
   * @param {Around} around */
  function verified(field, record, at, around) {
    const held = { ...record[field.name] };
    const changed = { ...around, changed: () => put(record, field.name, Object.keys(held).length ? held : "", around) };
    const parts = [
      { name: "date", label: "On", kind: "date", means: "The day" },
      { name: "by", label: "By", kind: "key", means: "A person or a program", values: "checked_by" },
    ];
    return group(field, at, ...parts.map((part) => draw(part, held, `${at}.${part.name}`, changed)));
  }

  /** The fields of one record. @param {FormField} field @param {any} record @param {string} at @param {Around} around */
  function record(field, record, at, around) {
    const held = { ...record[field.name] };
    const changed = { ...around, changed: () => put(record, field.name, Object.keys(held).length ? held : "", around) };
    const inside = make(
      "details",
      {},
      make("summary", {}, "Fill in"),
      ...(field.of ?? []).map((part) => draw(part, held, `${at}.${part.name}`, changed)),
    );
    inside.open = Object.keys(held).length > 0;
    return group(field, at, inside);
  }

  /** A list of records, to add to and take from. @param {FormField} field @param {any} record @param {string} at
   * @param {Around} around */
  function records(field, record, at, around) {
    const list = make("div"),
      named = field.label.toLowerCase();
    const add = make("button", { type: "button", class: "add" }, `Add to “${named}”`);
    const held = () => record[field.name] ?? [];
    const draws = () =>
      list.replaceChildren(...held().map((/** @type {any} */ one, /** @type {number} */ n) => item(one, n)));
    const item = (/** @type {any} */ one, /** @type {number} */ n) => {
      const remove = make("button", { type: "button", class: "small" }, `Remove number ${n + 1}`);
      remove.addEventListener("click", () => {
        put(
          record,
          field.name,
          held().filter((/** @type {any} */ other) => other !== one),
          around,
        );
        draws();
        add.focus();
      });
      return make(
        "fieldset",
        { class: "record", id: idOf(`${at}.${n}`) },
        make("legend", {}, `${field.label}, number ${n + 1}`),
        make("p", { class: "wrong", id: idOf(`${at}.${n}`) + "-wrong" }),
        ...(field.of ?? []).map((part) => draw(part, one, `${at}.${n}.${part.name}`, around)),
        remove,
      );
    };
    add.addEventListener("click", () => {
      if (held().length >= MOST) return;
      record[field.name] = [...held(), {}];
      draws();
      around.changed();
      list.lastElementChild?.querySelector("input, select, textarea")?.focus();
    });
    draws();
    return group(field, at, list, add);
  }

  /** Return the controls of a field that write into a record. @param {FormField} field @param {any} held @param {string} at
   * @param {Around} around @returns {HTMLElement} */
  function draw(field, held, at, around) {
    if (field.kind === "records") return records(field, held, at, around);
    if (field.kind === "record") return record(field, held, at, around);
    if (field.kind === "verified") return verified(field, held, at, around);
    if (field.kind === "source") return sources(field, held, at, around);
    if (field.kind === "key" && field.many)
      return group(field, at, boxes(field, held, at, data.values[field.values ?? ""], around));
    if (field.kind === "key") return choice(field, held, at, around);
    return field.many ? several(field, held, at, around) : line(field, held, at, around);
  }

  /** Return the lists of countries and regions that the browser may offer while typing. */
  function lists() {
    return ["country", "region"].map((kind) =>
      make(
        "datalist",
        { id: `list-${kind}` },
        ...(data.values[kind === "country" ? "countries" : "regions"] ?? []).map(
          (/** @type {string[]} */ [key, label]) => make("option", { value: key }, label),
        ),
      ),
    );
  }

  whatworks.form = { ...whatworks.form, make, draw, idOf, lists, MOST };
})();
