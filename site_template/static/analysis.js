// @ts-check
/* How text becomes words: the same words as indexer/analysis.py, by the same spec (indexer/analysis.json, which
   data/index.js carries). The golden file tests/golden/analysis.json holds both to it. */

/**
 * A word of a text: its stem, its surface form, its place (code points), and whether it is a stop word.
 * @typedef {{stem: string, surface: string, start: number, end: number, stop: boolean}} Token
 */
/**
 * The analysis spec as data/index.js carries it.
 * @typedef {{fold: Record<string, string>, spelling: Record<string, string>, stems: Record<string, string>,
 *   ise: string, our: string, stop: string[], question: string[]}} Spec
 */

(function () {
  "use strict";

  const page = /** @type {{whatworks: WhatWorks}} */ (/** @type {unknown} */ (window));
  const whatworks = page.whatworks = page.whatworks || /** @type {WhatWorks} */ ({});

  // -- text

  const MAX_WORD = 64;
  const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;
  const ASCII = /^[\0-\x7f]*$/;
  const SURROGATE = /[\ud800-\udfff]/;
  // White space as Python has it: JavaScript's \s leaves out some controls and takes in the byte order mark.
  const SPACES = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const EDGES = new RegExp(`^[${SPACES}]+|[${SPACES}]+$`, "g");

  /** Return a text without white space at its ends. @param {string} text */
  function strip(text) {
    return text.replace(EDGES, "");
  }

  /** Return the length of a text in code points. @param {string} text */
  function size(text) {
    return SURROGATE.test(text) ? Array.from(text).length : text.length;
  }

  /** Return a stretch of a text by code points. @param {string} text @param {number} start @param {number} [end] */
  function slice(text, start, end) {
    return SURROGATE.test(text) ? Array.from(text).slice(start, end).join("") : text.slice(start, end);
  }

  /** Order texts by code points, as Python does. @param {string} one @param {string} other */
  function byCodePoint(one, other) {
    if (one === other) return 0;
    if (!SURROGATE.test(one) && !SURROGATE.test(other)) return one < other ? -1 : 1;
    const a = Array.from(one), b = Array.from(other);
    const at = a.findIndex((sign, n) => sign !== b[n]);
    if (at < 0) return -1;
    return at < b.length && Number(a[at].codePointAt(0)) < Number(b[at].codePointAt(0)) ? -1 : 1;
  }

  /** Return a table's own value of a key, never one that all objects have (`constructor` is a word too).
   * @template T @param {Record<string, T>} table @param {string} key @returns {T | undefined} */
  function own(table, key) {
    return Object.prototype.hasOwnProperty.call(table, key) ? table[key] : undefined;
  }

  /** Return text in the form in which offsets are counted and words are cut: NFC. @param {string} text */
  function normal(text) {
    return ASCII.test(text) ? text : text.normalize("NFC");
  }

  // -- words

  /** @type {{spec: Spec, ise: RegExp, our: RegExp, stop: Set<string>} | null} */
  let rules = null;
  /** A text repeats its words. @type {Map<string, {stem: string, surface: string, stop: boolean}>} */
  const known = new Map();

  /** Follow a spec from now on. @param {Spec} spec */
  function use(spec) {
    rules = { spec, ise: new RegExp(spec.ise, "u"), our: new RegExp(spec.our, "u"),
      stop: new Set([...spec.stop, ...spec.question]) };
    known.clear();
  }

  function followed() {
    if (!rules) throw new Error("whatworks.analysis.use(spec) comes first");
    return rules;
  }

  /** Return a word's surface form: no apostrophes, lower case, marks stripped, letters folded. @param {string} word */
  function surface(word) {
    const plain = slice(word.replace(/['’]/g, "").toLowerCase(), 0, MAX_WORD);
    if (ASCII.test(plain)) return plain;
    const { spec } = followed();
    const bare = plain.normalize("NFD").replace(/\p{Mn}/gu, "");
    return Array.from(bare, (letter) => own(spec.fold, letter) ?? letter).join("").normalize("NFC");
  }

  /** Return a surface form with its spelling unified. @param {string} form */
  function unified(form) {
    const { spec, ise, our } = followed();
    return (own(spec.spelling, form) ?? form).replace(our, "$1or$2").replace(ise, "$1iz$2");
  }

  /** Return the stem of a surface form; words beyond a-z stay as they are. @param {string} form */
  function stem(form) {
    const word = unified(form);
    return own(followed().spec.stems, word) ?? (/^[a-z]+$/.test(word) ? snowball(word) : word);
  }

  /** Return what a raw word stands for. @param {string} word */
  function forms(word) {
    let found = known.get(word);
    if (!found) {
      const plain = surface(word);
      found = { stem: stem(plain), surface: plain, stop: followed().stop.has(plain) };
      known.set(word, found);
    }
    return found;
  }

  /** Return the words of a text that is already `normal`, stop words included.
   * @param {string} text @returns {Token[]} */
  function tokens(text) {
    const wide = SURROGATE.test(text);
    const found = [];
    let behind = 0; // how many code units more than code points lie before the word
    let seen = 0;
    for (const match of text.matchAll(WORD)) {
      const word = match[0], at = match.index;
      if (wide) behind += at - seen - size(text.slice(seen, at));
      const start = at - behind;
      if (wide) behind += word.length - size(word);
      seen = at + word.length;
      const { stem: root, surface: form, stop } = forms(word);
      if (form) found.push({ stem: root, surface: form, start, end: seen - behind, stop });
    }
    return found;
  }

  // -- Snowball English, release 3.1: https://snowballstem.org/algorithms/english/stemmer.html
  // Only words of a-z come here, so that the rules for apostrophes are left out. `Y` is a y that counts as a consonant.

  const WHOLE = { skis: "ski", skies: "sky", idly: "idl", gently: "gentl", ugly: "ugli", early: "earli", only: "onli",
    singly: "singl", sky: "sky", news: "news", howe: "howe", atlas: "atlas", cosmos: "cosmos", bias: "bias",
    andes: "andes" };
  const HEADS = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/;
  const STEP_2 = { tional: "tion", enci: "ence", anci: "ance", abli: "able", entli: "ent", izer: "ize", ization: "ize",
    ational: "ate", ation: "ate", ator: "ate", alism: "al", aliti: "al", alli: "al", fulness: "ful", ousli: "ous",
    ousness: "ous", iveness: "ive", iviti: "ive", biliti: "ble", bli: "ble", ogist: "og", ogi: "og", fulli: "ful",
    lessli: "less", li: "" };
  const STEP_3 = { tional: "tion", ational: "ate", alize: "al", icate: "ic", iciti: "ic", ical: "ic", ful: "", ness: "",
    ative: "" };
  const STEP_4 = { al: "", ance: "", ence: "", er: "", ic: "", able: "", ible: "", ant: "", ement: "", ment: "",
    ent: "", ism: "", ate: "", iti: "", ous: "", ive: "", ize: "", ion: "" };

  /** Return the longest ending of a table that a word has, or nothing. @param {string} word @param {object} table */
  function ending(word, table) {
    return Object.keys(table).reduce((best, end) => end.length > best.length && word.endsWith(end) ? end : best, "");
  }

  /** Return where the region begins that follows the first consonant after a vowel.
   * @param {string} word @param {number} from */
  function region(word, from) {
    const at = word.slice(from).search(/[aeiouy][^aeiouy]/);
    return at < 0 ? word.length : from + at + 2;
  }

  /** Tell whether a word ends in a short syllable. @param {string} word */
  function isShort(word) {
    return /[^aeiouy][aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$|past$/.test(word);
  }

  /** Plurals. @param {string} word */
  function step1a(word) {
    if (word.endsWith("sses")) return word.slice(0, -2);
    if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
    if (/[us]s$/.test(word)) return word;
    return /[aeiouy].+s$/.test(word) ? word.slice(0, -1) : word;
  }

  /** -ed and -ing. @param {string} word @param {number} r1 */
  function step1b(word, r1) {
    const e = /eed(?:ly)?$/.exec(word);
    const spared = e && (e.index < r1 || /^(?:succ|proc|exc)$/.test(word.slice(0, e.index)));
    if (e) return spared ? word : word.slice(0, e.index + 2);
    const found = /(?:ed|ing)(?:ly)?$/.exec(word);
    if (!found) return word;
    const rest = word.slice(0, found.index);
    if (found[0] === "ing") {
      if (/^[^aeiouy]y$/.test(rest)) return rest[0] + "ie";
      if (/^(?:even|cann|inn|earr|herr|out)$/.test(rest)) return word;
    }
    return /[aeiouy]/.test(rest) ? mended(rest, r1) : word;
  }

  /** Return what -ed or -ing stood on, its end put right. @param {string} rest @param {number} r1 */
  function mended(rest, r1) {
    if (/(?:at|bl|iz)$/.test(rest)) return rest + "e";
    if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(rest)) return /^[aeo]..$/.test(rest) ? rest : rest.slice(0, -1);
    return rest.length === r1 && isShort(rest) ? rest + "e" : rest;
  }

  /** Return a word with its longest ending of a table replaced, where that lies in a region and may go.
   * @param {string} word @param {Record<string, string>} table @param {number} from
   * @param {(rest: string, end: string) => boolean} may */
  function replaced(word, table, from, may) {
    const end = ending(word, table);
    const rest = word.slice(0, word.length - end.length);
    return end && rest.length >= from && may(rest, end) ? rest + table[end] : word;
  }

  /** A last -e or -l. @param {string} word @param {number} r1 @param {number} r2 */
  function step5(word, r1, r2) {
    const rest = word.slice(0, -1);
    if (word.endsWith("e")) return rest.length >= r2 || (rest.length >= r1 && !isShort(rest)) ? rest : word;
    return word.endsWith("ll") && rest.length >= r2 ? rest : word;
  }

  /** Return the Snowball stem of a word of a-z. @param {string} word */
  function snowball(word) {
    const whole = own(WHOLE, word);
    if (whole !== undefined) return whole;
    if (word.length < 3) return word;
    let now = word.replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
    const head = HEADS.exec(now);
    const r1 = head ? head[0].length : region(now, 0);
    const r2 = region(now, r1);
    now = step1b(step1a(now), r1).replace(/(.[^aeiouy])[yY]$/, "$1i");
    now = replaced(now, STEP_2, r1, (rest, end) =>
      end === "li" ? /[cdeghkmnrt]$/.test(rest) : end !== "ogi" || rest.endsWith("l"));
    now = replaced(now, STEP_3, r1, (rest, end) => end !== "ative" || rest.length >= r2);
    now = replaced(now, STEP_4, r2, (rest, end) => end !== "ion" || /[st]$/.test(rest));
    return step5(now, r1, r2).replace(/Y/g, "y");
  }

  whatworks.analysis = { SPACES, WORD, byCodePoint, normal, own, size, slice, snowball, stem, strip, surface, tokens,
    unified, use };
})();
