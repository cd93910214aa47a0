// @ts-check
/* From a parsed query to scored documents, as the terminal does it: indexer/concepts.py, search/understand.py, spelling.py
   and engine.py, in that order and with their names. Scores are whole numbers and ties go by document, so that both doors
   rank alike; tests/test_browser.py holds them to each other. */

/**
 * One thing the query asks for in words: any of its stems satisfies it.
 * @typedef {{stems: Map<string, number>, words: string[], times: number, kind: string}} Slot
 */
/**
 * A concept found in the query: its senses, what cases on it are filed under, and the slots it covers.
 * @typedef {{concepts: string[], tags: string[], slots: number[]}} Asked
 */
/**
 * What to look up: slots, pairs of words and concepts to score, clauses that must or must not hold.
 * @typedef {{slots: Slot[], pairs: [string, string][], asked: Asked[], required: Clause[], excluded: Clause[]}} Plan
 */
/** Concepts under the words from start up to end. @typedef {{start: number, end: number, concepts: string[]}} Match */
/**
 * Documents that match, with scores; `rare` gives the idf of slots.
 * @typedef {{scores: Map<number, number>, rare: Map<number, number>}} Found
 */
/**
 * Chosen facet values and first years.
 * @typedef {{values: Record<string, string[]>, since: number, until: number}} Filters
 */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: WhatWorks}} */ (/** @type {unknown} */ (window));
  const { analysis } = whatworks;
  const { byCodePoint, size } = analysis;
  const { PLACE_BITS, QUESTION_BITS } = whatworks.source;
  const TOP_IMPACT = 255;
  /** @typedef {any} Source */

  // -- concepts (indexer/concepts.py)

  /** Return what a label means in these countries; null asks for every sense.
   * @param {Entry} entry @param {string[] | null} countries */
  function meant(entry, countries) {
    if (!countries) return unique([...entry.concepts, ...entry.senses.map(([, concept]) => concept)]);
    const local = entry.senses.filter(([country]) => countries.includes(country)).map(([, concept]) => concept);
    return local.length ? unique(local) : entry.concepts;
  }

  /** Return how many words the longest label has that begins at a word, and what it means.
   * @param {Labels} labels @param {Token[]} words @param {number} at @returns {{length: number, entry?: Entry}} */
  function longestAt(labels, words, at) {
    for (let length = Math.min(labels.longest, words.length - at); length > 1; length -= 1) {
      const entry = labels.phrases.get(words.slice(at, at + length).map((word) => word.stem).join(" "));
      if (entry) return { length, entry };
    }
    if (!labels.singles.size) return { length: 1 };
    const form = analysis.unified(words[at].surface);
    const entry = labels.singles.get(form) ?? (form.endsWith("s") ? labels.singles.get(form.slice(0, -1)) : undefined);
    return { length: 1, entry };
  }

  /** Return the matches of labels in a list of words: at each word the longest, unless it lies within the one before.
   * @param {Token[]} words @param {(stem: string) => Labels | null} labelsOf @param {string[] | null} countries
   * @returns {Match[]} */
  function findConcepts(words, labelsOf, countries) {
    const found = [];
    let reached = 0;
    for (let at = 0; at < words.length; at += 1) {
      const labels = labelsOf(words[at].stem);
      const { length, entry } = labels ? longestAt(labels, words, at) : { length: 1, entry: undefined };
      if (!entry || at + length <= reached) continue;
      reached = at + length;
      const concepts = meant(entry, countries);
      if (concepts.length) found.push({ start: at, end: reached, concepts });
    }
    return found;
  }

  // -- understanding (search/understand.py)

  /** Plan a query. exact: look for no concepts. countries: whose senses labels have, null for every sense.
   * @param {Query} query @param {Source} source @param {boolean} exact @param {string[] | null} countries
   * @returns {Plan} */
  function plan(query, source, exact, countries) {
    /** @type {Plan} */
    const made = { slots: [], pairs: [], asked: [], required: [], excluded: [] };
    /** @type {Token[]} */
    const plain = [];
    const long = isLong(query, source);
    for (const clause of query.clauses) {
      const [term] = clause.terms, alone = clause.terms.length === 1;
      if (clause.negative) made.excluded.push(clause);
      else if (long && alone && term.kind === "phrase" && term.field === null) plain.push(...wordsOf(term));
      else if (isRequired(clause)) {
        made.required.push(clause);
        scoreRequired(made, clause, source);
      } else if (alone && term.kind === "word") plain.push(...wordsOf(term));
      else {
        made.slots.push(openSlot(clause, source));
        plain.push({ stem: "", surface: "", start: 0, end: 0, stop: true });
      }
    }
    plainWords(made, plain, source, exact, countries);
    return made;
  }

  /** Tell whether a query is a long question, in which a quotation is one more thing said, not a demand.
   * @param {Query} query @param {Source} source */
  function isLong(query, source) {
    const alone = query.clauses.filter((clause) => clause.terms.length === 1 && !clause.negative);
    const plain = alone.map(({ terms: [term] }) => term).filter((term) => term.kind === "word" && term.field === null);
    return plain.flatMap(wordsOf).filter((word) => !word.stop).length >= source.head.ranking.long;
  }

  /** @param {Term} term @returns {Token[]} */
  function wordsOf(term) {
    return analysis.tokens(analysis.normal(term.text));
  }

  /** @param {Clause} clause */
  function isRequired(clause) {
    return clause.terms.some((term) => term.field !== null || ["phrase", "facet", "years"].includes(term.kind));
  }

  /** @param {Plan} made @param {Clause} clause @param {Source} source */
  function scoreRequired(made, clause, source) {
    for (const term of clause.terms) {
      if (!["phrase", "word", "prefix", "fuzzy"].includes(term.kind)) continue;
      for (const part of stemsOf(term, source)) made.slots.push({ ...part, times: 1, kind: "required" });
    }
  }

  /** @param {Clause} clause @param {Source} source @returns {Slot} */
  function openSlot(clause, source) {
    const stems = new Map(), words = [];
    for (const part of clause.terms.flatMap((term) => stemsOf(term, source))) {
      words.push(...part.words);
      for (const [stem, weight] of part.stems) stems.set(stem, Math.max(weight, stems.get(stem) ?? 0));
    }
    return { stems, words, times: 1, kind: clause.terms.length === 1 ? clause.terms[0].kind : "or" };
  }

  /** Return stem -> weight and surface forms for each word of a term; stop words only where alone.
   * @param {Term} term @param {Source} source @returns {{stems: Map<string, number>, words: string[]}[]} */
  function stemsOf(term, source) {
    const words = wordsOf(term);
    const content = words.filter((word) => !word.stop);
    return (content.length ? content : words).map((word) => {
      const last = word === words[words.length - 1];
      if (term.kind === "prefix" && last) return beginning(word, source);
      if (term.kind === "fuzzy" && last) return near(word, term, source);
      return { stems: new Map([[word.stem, source.head.ranking.word_weight]]), words: [word.surface] };
    });
  }

  /** @param {Token} word @param {Source} source */
  function beginning(word, source) {
    /** @type {[string, string][]} */
    const found = source.forms(word.surface);
    const stems = new Map(found.map(([, stem]) => [stem, source.head.ranking.word_weight]));
    return { stems, words: found.map(([form]) => form) };
  }

  /** @param {Token} word @param {Term} term @param {Source} source */
  function near(word, term, source) {
    const weight = source.head.ranking.word_weight;
    const found = nearWords(word.surface, source, term.edits || edits(word.surface));
    const stems = new Map([[word.stem, weight]]);
    for (const { stem } of found) if (stem !== word.stem) stems.set(stem, Math.floor(weight / 2));
    return { stems, words: [word.surface, ...found.map(({ form }) => form)] };
  }

  /** Return how many letters of a word may differ. @param {string} word */
  function edits(word) {
    return size(word) < 5 ? 1 : 2;
  }

  /** @param {Plan} made @param {Token[]} words @param {Source} source @param {boolean} exact
   * @param {string[] | null} countries */
  function plainWords(made, words, source, exact, countries) {
    let content = words.filter((word) => word.stem && !word.stop);
    if (!content.length && !made.slots.length && !made.required.length) content = words.filter((word) => word.stem);
    /** @type {Map<string, number>} */
    const slotOf = new Map();
    for (const word of content) {
      const slot = made.slots[slotOf.get(word.stem) ?? -1];
      if (slot) {
        slot.times += 1;
        slot.words = unique([...slot.words, word.surface]);
      } else {
        slotOf.set(word.stem, made.slots.length);
        made.slots.push({ stems: new Map([[word.stem, source.head.ranking.word_weight]]), words: [word.surface], times: 1,
          kind: "word" });
      }
    }
    made.pairs = pairsOf(content.map((word) => word.stem));
    const labelsOf = (/** @type {string} */ stem) => source.labels(stem);
    for (const match of exact ? [] : findConcepts(words, labelsOf, countries)) {
      const slots = words.slice(match.start, match.end).flatMap((word) => slotOf.get(word.stem) ?? []);
      const tags = unique(match.concepts.flatMap((concept) => source.idea(concept).tags));
      if (slots.length) made.asked.push({ concepts: match.concepts, tags, slots: unique(slots) });
    }
  }

  /** Return the pairs of different neighbours, each once. @param {string[]} stems @returns {[string, string][]} */
  function pairsOf(stems) {
    const joined = stems.slice(1).map((stem, n) => `${stems[n]} ${stem}`).filter((_, n) => stems[n] !== stems[n + 1]);
    return unique(joined).map((pair) => /** @type {[string, string]} */ (pair.split(" ")));
  }

  // -- spelling (search/spelling.py)

  /** Return the Damerau-Levenshtein distance (adjacent letters swapped count once), or limit + 1 where it is more.
   * @param {string[]} one @param {string[]} other @param {number} limit */
  function distance(one, other, limit) {
    if (Math.abs(one.length - other.length) > limit) return limit + 1;
    /** @type {number[]} */
    let before = [];
    let row = Array.from({ length: other.length + 1 }, (_, n) => n);
    for (let i = 1; i <= one.length; i += 1) {
      const current = [i];
      for (let j = 1; j <= other.length; j += 1) {
        let cost = Math.min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
        if (swapped) cost = Math.min(cost, before[j - 2] + 1);
        current.push(cost);
      }
      if (Math.min(...current) > limit) return limit + 1;
      [before, row] = [row, current];
    }
    return row[other.length];
  }

  /** Return forms within some letters of a word, nearest first, then by alphabet. The first letter must agree, unless
   * the two first are swapped. @param {string} word @param {Source} source @param {number} limit */
  function nearWords(word, source, limit) {
    const letters = Array.from(word), found = [];
    for (const head of unique(letters.slice(0, 2))) {
      for (const [form, stem] of source.forms(head)) {
        const away = form === word ? limit + 1 : distance(letters, Array.from(form), limit);
        if (away <= limit) found.push({ form, stem, away });
      }
    }
    return found.sort((a, b) => a.away - b.away || byCodePoint(a.form, b.form));
  }

  // -- engine (search/engine.py)

  /** Return inverse document frequency as a whole number of units, at least 1.
   * @param {number} frequency @param {Source} source */
  function idf(frequency, source) {
    const unit = source.head.ranking.idf_unit;
    return Math.max(1, Math.floor(unit * Math.log(1 + (source.size - frequency + 0.5) / (frequency + 0.5)) + 0.5));
  }

  /** Return the documents that a plan matches, with their scores.
   * @param {Plan} made @param {Source} source @returns {Found} */
  function find(made, source) {
    const tally = new Tally();
    const rare = scoreSlots(made, source, tally);
    scorePairs(made, source, tally);
    scoreQuestions(made, source, tally, rare);
    scoreConcepts(made, source, tally, rare);
    const optional = [...made.slots.keys()].filter((n) => made.slots[n].kind !== "required");
    const needed = optional.filter((n) => rare.has(n));
    tally.weighParts(needed, rare, source.head.ranking);
    let kept = optional.length ? tally.matching(needed, source.head.ranking) : new Set(Array(source.size).keys());
    for (const clause of made.required) kept = both(kept, documents(clause, source));
    for (const clause of made.excluded) {
      for (const document of documents(clause, source)) kept.delete(document);
    }
    return { scores: new Map([...kept].map((document) => [document, tally.hits.get(document) ?? 0])), rare };
  }

  /** Scores of documents, and which slots each of them satisfies. */
  class Tally {
    constructor() {
      /** @type {Map<number, number>} */
      this.hits = new Map();
      /** @type {Map<number, Set<number>>} */
      this.covered = new Map();
    }

    /** @param {number} document @param {number} score @param {number[]} slots */
    add(document, score, slots) {
      this.hits.set(document, (this.hits.get(document) ?? 0) + score);
      const has = this.covered.get(document) ?? new Set();
      for (const slot of slots) has.add(slot);
      this.covered.set(document, has);
    }

    /** In a short query, lower the score of documents that have only part of it.
     * @param {number[]} needed @param {Map<number, number>} rare @param {Record<string, number>} ranking */
    weighParts(needed, rare, ranking) {
      if (needed.length < 2 || needed.length > ranking.whole_up_to) return;
      const worth = (/** @type {number[]} */ slots) => slots.reduce((sum, slot) => sum + (rare.get(slot) ?? 0), 0);
      const whole = worth(needed);
      for (const [document, score] of this.hits) {
        const has = worth(needed.filter((slot) => this.covered.get(document)?.has(slot)));
        const share = ranking.part_share * whole + (100 - ranking.part_share) * has;
        this.hits.set(document, Math.floor((score * share) / (100 * whole)));
      }
    }

    /** Return the documents that match: all of a few words, where some document has them; else a share of the best.
     * @param {number[]} needed @param {Record<string, number>} ranking @returns {Set<number>} */
    matching(needed, ranking) {
      const having = [...this.covered].filter(([, has]) => needed.some((slot) => has.has(slot)));
      const complete = having.filter(([, has]) => needed.every((slot) => has.has(slot)));
      if (needed.length <= ranking.all_up_to && complete.length) return new Set(complete.map(([document]) => document));
      const scored = having.map(([document]) => ({ document, score: this.hits.get(document) ?? 0 }));
      const best = scored.reduce((most, { score }) => Math.max(most, score), 0);
      return new Set(scored.filter(({ score }) => 100 * score >= ranking.share * best).map(({ document }) => document));
    }
  }

  /** Add each slot's scores; return slot -> its idf, where some document has it.
   * @param {Plan} made @param {Source} source @param {Tally} tally */
  function scoreSlots(made, source, tally) {
    /** @type {Map<number, number>} */
    const rare = new Map();
    made.slots.forEach((slot, number) => {
      const best = new Map();
      for (const [stem, weight] of slot.stems) raise(best, source.word(stem), weight);
      if (!best.size) return;
      const worth = idf(best.size, source);
      rare.set(number, worth);
      for (const [document, impact] of best) tally.add(document, worth * impact * slot.times, [number]);
    });
    return rare;
  }

  /** Raise each document's value to that of its posting. @param {Map<number, number>} best @param {Postings} postings
   * @param {number} times */
  function raise(best, { documents, impacts }, times) {
    documents.forEach((document, n) => best.set(document, Math.max(best.get(document) ?? 0, impacts[n] * times)));
  }

  /** Add what words side by side are worth. A pair alone is no match: its words have been counted.
   * @param {Plan} made @param {Source} source @param {Tally} tally */
  function scorePairs(made, source, tally) {
    for (const [one, other] of made.pairs) {
      const times = new Map(), after = new Set(source.near(other));
      for (const place of source.near(one)) {
        const document = Math.floor(place / 2 ** PLACE_BITS);
        if (after.has(place + 1)) times.set(document, (times.get(document) ?? 0) + 1);
      }
      const worth = source.head.ranking.pair_weight * idf(times.size, source);
      for (const [document, often] of times)
        tally.add(document, worth * pairImpact(often), []);
    }
  }

  /** Add what two words of the query are worth that stand in one everyday question of a case.
   * @param {Plan} made @param {Source} source @param {Tally} tally @param {Map<number, number>} rare */
  function scoreQuestions(made, source, tally, rare) {
    const { asked_weight: weight, asked_up_to: most } = source.head.ranking;
    const words = [...made.slots.keys()].filter((n) => made.slots[n].kind === "word" && rare.has(n));
    const rarest = words.sort((a, b) => Number(rare.get(b)) - Number(rare.get(a)) || a - b).slice(0, most);
    const questions = rarest.map((n) =>
      new Set([...made.slots[n].stems.keys()].flatMap((stem) => source.asked(stem))));
    questions.forEach((one, n) => questions.slice(n + 1).forEach((other) => {
      const times = new Map();
      for (const number of both(one, other)) {
        const document = Math.floor(number / 2 ** QUESTION_BITS);
        times.set(document, (times.get(document) ?? 0) + 1);
      }
      const worth = weight * idf(times.size, source);
      for (const [document, often] of times) tally.add(document, worth * pairImpact(often), []);
    }));
  }

  /** Return the quantised saturation of words that stand together so many times. @param {number} often */
  function pairImpact(often) {
    return Math.floor((TOP_IMPACT * often) / (often + 1) + 0.5);
  }

  /** Add each concept's scores and what its cases are filed under; a document with either has the slots beneath.
   * @param {Plan} made @param {Source} source @param {Tally} tally @param {Map<number, number>} rare */
  function scoreConcepts(made, source, tally, rare) {
    const { concept_weight: conceptWeight, tag_weight: tagWeight } = source.head.ranking;
    for (const asked of made.asked) {
      const best = new Map();
      for (const key of asked.concepts) {
        const postings = source.concept(key);
        raise(best, postings, conceptWeight * idf(postings.documents.length, source));
      }
      for (const kind of ["need", "service"]) {
        const filed = new Map();
        for (const tag of asked.tags.filter((name) => name.startsWith(`${kind}:`))) {
          const postings = tagged(kind, tag.slice(kind.length + 1), source);
          raise(filed, postings, tagWeight * idf(postings.documents.length, source));
        }
        for (const [document, score] of filed) best.set(document, (best.get(document) ?? 0) + score);
      }
      for (const [document, score] of best) tally.add(document, score, asked.slots);
      for (const slot of best.size ? asked.slots : []) {
        if (!rare.has(slot)) rare.set(slot, idf(best.size, source));
      }
    }
  }

  /** Return what is filed under a value of a facet; what stands first in a case counts for more.
   * @param {string} name @param {string} value @param {Source} source @returns {Postings} */
  function tagged(name, value, source) {
    const facet = source.facet(name), first = facet.first(value);
    /** @type {number[]} */
    const documents = [...facet.having([value])];
    const { first_tag: firstTag, other_tag: otherTag } = source.head.ranking;
    return { documents, impacts: documents.map((document) => (first.has(document) ? firstTag : otherTag)) };
  }

  /** Return the documents that satisfy a clause.
   * @param {Clause} clause @param {Source} source @returns {Set<number>} */
  function documents(clause, source) {
    return new Set(clause.terms.flatMap((term) => [...termDocuments(term, source)]));
  }

  /** @param {Term} term @param {Source} source @returns {Set<number>} */
  function termDocuments(term, source) {
    if (term.kind === "years") return years(term.text, source);
    if (term.kind === "facet") return source.facet(term.field ?? "").having([term.text]);
    if (term.kind === "phrase") return phraseDocuments(term, source);
    /** @type {Set<number> | null} */
    let found = null;
    for (const { stems } of stemsOf(term, source)) {
      const having = new Set([...stems.keys()].flatMap((stem) => inField(stem, term.field, source)));
      found = found ? both(found, having) : having;
    }
    return found ?? new Set();
  }

  /** Return the documents whose first year lies in `since..until`, either end open.
   * @param {string} text @param {Source} source */
  function years(text, source) {
    const [since, until] = text.split("..");
    const low = Number(since || 1), high = Number(until || 9999);
    const found = new Set();
    source.column("years").forEach((/** @type {number} */ year, /** @type {number} */ document) => {
      if (low <= year && year <= high) found.add(document);
    });
    return found;
  }

  /** @param {string} stem @param {string | null} field @param {Source} source */
  function inField(stem, field, source) {
    if (field === null) return source.word(stem).documents;
    const inside = inBlock(field, source.head.blocks);
    /** @type {[number, number[]][]} */
    const rows = [...source.places(stem)];
    return rows.filter(([, places]) => places.some(inside)).map(([document]) => document);
  }

  /** Return the test whether a place lies in a field's block.
   * @param {string} field @param {Record<string, number>} blocks
   * @returns {(place: number) => boolean} */
  function inBlock(field, blocks) {
    const end = Math.min(...Object.values(blocks).filter((start) => start > blocks[field]));
    return (place) => blocks[field] <= place && place < end;
  }

  /** @param {Term} term @param {Source} source @returns {Set<number>} */
  function phraseDocuments(term, source) {
    const words = wordsOf(term);
    if (!words.length) return new Set();
    const inside = term.field === null ? () => true : inBlock(term.field, source.head.blocks);
    /** @type {Map<number, number[]>[]} */
    const [first, ...later] = words.map((word) => source.places(word.stem));
    return new Set([...first.keys()].filter((document) => {
      const following = later.map((places) => new Set(places.get(document)));
      return (first.get(document) ?? []).some((start) =>
        inside(start) && following.every((places, n) => places.has(start + n + 1)));
    }));
  }

  /** @template T @param {T[]} items */
  function unique(items) {
    return [...new Set(items)];
  }

  /** @param {Set<number>} one @param {Set<number>} other */
  function both(one, other) {
    return new Set([...one].filter((item) => other.has(item)));
  }

  whatworks.find = { plan, find, findConcepts, nearWords, edits, years, both, unique };
})();
