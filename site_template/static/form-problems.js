// @ts-check
/* Mistakes beside their fields and in one list above, each leading to its place. */


(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const data = whatworks.given.form;
  const { make, idOf } = whatworks.form;
  const at = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
  const fields = Object.fromEntries(data.fields.map((/** @type {any} */ field) => [field.name, field]));

  /** Return the nearest element that stands for a place. @param {string} place @returns {any} */
  function holder(place) {
    for (let path = place; path; path = path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : "")
      if (at(idOf(path))) return at(idOf(path));
    return at("case-form");
  }

  /** Say where a place is, in the words of the form. @param {string} place */
  function placeWords(place) {
    const parts = place.split(".");
    if (parts[0] === "body") return data.headings.find((/** @type {string[]} */ one) => one[0] === parts[1])?.[1] ?? "";
    if (parts[0] === "slug") return "File name";
    const field = fields[parts[0]],
      inner = field?.of?.find((/** @type {any} */ one) => one.name === parts[parts.length - 1]);
    const number = /^\d+$/.test(parts[1] ?? "") ? ` ${Number(parts[1]) + 1}` : "";
    return (field?.label ?? place) + number + (inner ? ": " + inner.label.toLowerCase() : "");
  }

  /** Say what to do about a mistake. @param {Mistake} found */
  function said({ code, said: what }) {
    return (what ? `“${what}”: ` : "") + (data.codes[code]?.do ?? code);
  }

  /** Return mistakes in the order of the form. @param {Mistake[]} found */
  function inOrder(found) {
    const places = new Map(found.map((one) => [one.at, holder(one.at)]));
    return [...found].sort((a, b) => {
      const [one, other] = [places.get(a.at), places.get(b.at)];
      return one === other ? 0 : one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
    });
  }

  /** @param {Mistake[]} found */
  function showProblems(found) {
    for (const place of document.querySelectorAll("#case-form .wrong")) place.textContent = "";
    for (const control of document.querySelectorAll("#case-form [aria-invalid]"))
      control.removeAttribute("aria-invalid");
    const errors = found.filter((one) => !one.hint);
    at("form-problems").hidden = !found.length;
    at("form-problems-head").textContent = errors.length
      ? `${errors.length} ${errors.length === 1 ? "thing" : "things"} to mend`
      : "Nothing is wrong; this would make it better";
    const explained = new Set(),
      reason = (/** @type {string} */ code) =>
        (explained.has(code) ? "" : explained.add(code) && data.codes[code]?.why) || "";
    at("form-problems-list").replaceChildren(
      ...[...inOrder(errors), ...inOrder(found.filter((one) => one.hint))].map((one) => {
        const target = holder(one.at),
          link = make("a", { href: `#${target.id}` }, placeWords(one.at));
        link.addEventListener("click", (/** @type {Event} */ event) => {
          event.preventDefault();
          go(target);
        });
        const mistake = at(`${target.id}-wrong`);
        if (mistake && !one.hint) mistake.textContent = `${mistake.textContent} ${said(one)}`.trim();
        if (!one.hint && target.matches("input, select, textarea")) target.setAttribute("aria-invalid", "true");
        return make(
          "li",
          { "data-code": one.code, class: one.hint ? "quiet" : "" },
          link,
          ` ${said(one)} `,
          make("span", { class: "quiet" }, `${one.code}${one.hint ? ", a hint" : ""}. ${reason(one.code)}`),
        );
      }),
    );
  }

  /** Bring an element into view and put the focus into it. @param {any} target */
  function go(target) {
    for (let one = target.closest("details"); one; one = one.parentElement?.closest("details")) one.open = true;
    (target.matches("input, select, textarea")
      ? target
      : (target.querySelector("input, select, textarea, button, summary") ?? target)
    ).focus();
    target.scrollIntoView({ block: "center" });
  }

  whatworks.form = { ...whatworks.form, showProblems };
})();
