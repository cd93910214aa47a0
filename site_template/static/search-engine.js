// @ts-check
/* From a parsed query to results, as the terminal gives them: search/understand.py, spelling.py, engine.py, snippet.py
   and library.py, in that order and with their names. Scores are whole numbers and ties go by document, so that both
   doors rank alike; tests/test_browser.py holds them to each other. */

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
/**
 * What a label can mean: concepts, and others by country.
 * @typedef {{concepts: string[], senses: [string, string][]}} Entry
 */
/** Concepts under the words from start up to end. @typedef {{start: number, end: number, concepts: string[]}} Match */
/** @typedef {{find: (words: Token[], countries: string[] | null) => Match[]}} Matcher */
/**
 * Documents that match, with scores; `rare` gives the idf of slots.
 * @typedef {{scores: Map<number, number>, rare: Map<number, number>}} Found
 */
/**
 * Chosen facet values and first years.
 * @typedef {{values: Record<string, string[]>, since: number, until: number}} Filters
 */
/**
 * A stretch of text, marked places in it (code points), fields that matched.
 * @typedef {{text: string, marks: number[][], fields: string[]}} Passage
 */
/** @typedef {{filters?: Record<string, string[]>, since?: number, until?: number, sort?: string, limit?: number,
 *   offset?: number, exact?: boolean, passages?: boolean}} Options */
/** @typedef {{value: string, label: string, count: number}} FacetValue */
/**
 * One result. Snippet, marks and matched are empty until the texts have come.
 * @typedef {{rank: number, slug: string, title: string, country: string[], place: string, kind: string, result: string,
 *   comparison: string, known: string, year: number | null, score: number, snippet: string, marks: number[][],
 *   matched: string[], summary: string, private: boolean}} Hit
 */
/** How many results there would be without a filter (`drop` names it) or a part of the query.
 * @typedef {{count: number, drop: string, values: string[], query: string}} Advice */
/**
 * The answer to a query: the JSON of the contract, and what a page needs besides.
 * @typedef {{format_version: number, query: string, total: number, took_ms: number,
 *   expanded: {concept: string, labels: string[]}[], suggestion: string | null, facets: Record<string, FacetValue[]>,
 *   results: Hit[], hints: string[], advice: Advice[]}} Results
 */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: WhatWorks}} */ (/** @type {unknown} */ (window));
  const { analysis, data } = whatworks;
  const { byCodePoint, own, size, slice, strip } = analysis;
  const { parse, QueryError, FACETS } = whatworks.query;

  // -- concepts (indexer/concepts.py)

  /** Return what a label means in these countries; null asks for every sense.
   * @param {Entry} entry @param {string[] | null} countries */
  function meant(entry, countries) {
    if (!countries) return unique([...entry.concepts, ...entry.senses.map(([, concept]) => concept)]);
    const local = entry.senses.filter(([country]) => countries.includes(country)).map(([, concept]) => concept);
    return local.length ? unique(local) : entry.concepts;
  }

  /** Return the finder of an index's labels: of several words by their stems, of one word by spelling.
   * @param {IndexData} index @returns {Matcher} */
  function matcherOf(index) {
    /** @type {Map<string, Entry>} */
    const phrases = new Map(), singles = new Map();
    /** @type {Map<string, number>} */
    const longest = new Map();
    for (const [stems, concepts, senses] of index.phrases) {
      phrases.set(stems.join(" "), { concepts, senses });
      longest.set(stems[0], Math.max(stems.length, longest.get(stems[0]) ?? 0));
    }
    for (const [form, concepts, senses] of index.singles) singles.set(form, { concepts, senses });

    /** @param {Token[]} words @param {number} at @returns {{length: number, entry?: Entry}} */
    function longestAt(words, at) {
      for (let length = Math.min(longest.get(words[at].stem) ?? 0, words.length - at); length > 1; length -= 1) {
        const entry = phrases.get(words.slice(at, at + length).map((word) => word.stem).join(" "));
        if (entry) return { length, entry };
      }
      return { length: 1, entry: single(words[at].surface) };
    }

    /** A text repeats its words. @type {Map<string, Entry | undefined>} */
    const known = new Map();

    /** @param {string} surface */
    function single(surface) {
      if (!known.has(surface)) {
        const form = analysis.unified(surface);
        known.set(surface, singles.get(form) ?? (form.endsWith("s") ? singles.get(form.slice(0, -1)) : undefined));
      }
      return known.get(surface);
    }

    return {
      /** At each word the longest label, unless it lies within the one before. */
      find(words, countries) {
        const found = [];
        let reached = 0;
        for (let at = 0; at < words.length; at += 1) {
          const { length, entry } = longestAt(words, at);
          if (!entry || at + length <= reached) continue;
          reached = at + length;
          const concepts = meant(entry, countries);
          if (concepts.length) found.push({ start: at, end: reached, concepts });
        }
        return found;
      },
    };
  }

  // -- understanding (search/understand.py)

  /** Plan a query. matcher: finds concepts, null for none. countries: whose senses labels have, null for every sense.
   * @param {Query} query @param {IndexData} index @param {Matcher | null} matcher @param {string[] | null} countries
   * @returns {Plan} */
  function plan(query, index, matcher, countries) {
    /** @type {Plan} */
    const made = { slots: [], pairs: [], asked: [], required: [], excluded: [] };
    /** @type {Token[]} */
    const plain = [];
    const long = isLong(query, index);
    for (const clause of query.clauses) {
      const [term] = clause.terms, alone = clause.terms.length === 1;
      if (clause.negative) made.excluded.push(clause);
      else if (long && alone && term.kind === "phrase" && term.field === null) plain.push(...wordsOf(term));
      else if (isRequired(clause)) {
        made.required.push(clause);
        scoreRequired(made, clause, index);
      } else if (alone && term.kind === "word") plain.push(...wordsOf(term));
      else {
        made.slots.push(openSlot(clause, index));
        plain.push({ stem: "", surface: "", start: 0, end: 0, stop: true });
      }
    }
    plainWords(made, plain, index, matcher, countries);
    return made;
  }

  /** Tell whether a query is a long question, in which a quotation is one more thing said, not a demand.
   * @param {Query} query @param {IndexData} index */
  function isLong(query, index) {
    const alone = query.clauses.filter((clause) => clause.terms.length === 1 && !clause.negative);
    const plain = alone.map(({ terms: [term] }) => term).filter((term) => term.kind === "word" && term.field === null);
    return plain.flatMap(wordsOf).filter((word) => !word.stop).length >= index.ranking.long;
  }

  /** @param {Term} term @returns {Token[]} */
  function wordsOf(term) {
    return analysis.tokens(analysis.normal(term.text));
  }

  /** @param {Clause} clause */
  function isRequired(clause) {
    return clause.terms.some((term) => term.field !== null || ["phrase", "facet", "years"].includes(term.kind));
  }

  /** @param {Plan} made @param {Clause} clause @param {IndexData} index */
  function scoreRequired(made, clause, index) {
    for (const term of clause.terms) {
      if (!["phrase", "word", "prefix", "fuzzy"].includes(term.kind)) continue;
      for (const part of stemsOf(term, index)) made.slots.push({ ...part, times: 1, kind: "required" });
    }
  }

  /** @param {Clause} clause @param {IndexData} index @returns {Slot} */
  function openSlot(clause, index) {
    const stems = new Map(), words = [];
    for (const part of clause.terms.flatMap((term) => stemsOf(term, index))) {
      words.push(...part.words);
      for (const [stem, weight] of part.stems) stems.set(stem, Math.max(weight, stems.get(stem) ?? 0));
    }
    return { stems, words, times: 1, kind: clause.terms.length === 1 ? clause.terms[0].kind : "or" };
  }

  /** Return stem -> weight and surface forms for each word of a term; stop words only where alone.
   * @param {Term} term @param {IndexData} index @returns {{stems: Map<string, number>, words: string[]}[]} */
  function stemsOf(term, index) {
    const words = wordsOf(term);
    const content = words.filter((word) => !word.stop);
    return (content.length ? content : words).map((word) => {
      const last = word === words[words.length - 1];
      if (term.kind === "prefix" && last) return beginning(word, index);
      if (term.kind === "fuzzy" && last) return near(word, term, index);
      return { stems: new Map([[word.stem, index.ranking.word_weight]]), words: [word.surface] };
    });
  }

  /** @param {Token} word @param {IndexData} index */
  function beginning(word, index) {
    const found = Object.keys(index.surfaces).filter((form) => form.startsWith(word.surface)).sort(byCodePoint);
    return { stems: new Map(found.map((form) => [index.surfaces[form], index.ranking.word_weight])), words: found };
  }

  /** @param {Token} word @param {Term} term @param {IndexData} index */
  function near(word, term, index) {
    const weight = index.ranking.word_weight;
    const found = nearWords(word.surface, index, term.edits || edits(word.surface));
    const stems = new Map([[word.stem, weight]]);
    for (const { form } of [...found].reverse()) {
      if (index.surfaces[form] !== word.stem) stems.set(index.surfaces[form], Math.floor(weight / 2));
    }
    return { stems, words: [word.surface, ...found.map(({ form }) => form)] };
  }

  /** Return how many letters of a word may differ. @param {string} word */
  function edits(word) {
    return size(word) < 5 ? 1 : 2;
  }

  /** @param {Plan} made @param {Token[]} words @param {IndexData} index @param {Matcher | null} matcher
   * @param {string[] | null} countries */
  function plainWords(made, words, index, matcher, countries) {
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
        made.slots.push({ stems: new Map([[word.stem, index.ranking.word_weight]]), words: [word.surface], times: 1,
          kind: "word" });
      }
    }
    made.pairs = pairsOf(content.map((word) => word.stem));
    for (const match of matcher ? matcher.find(words, countries) : []) {
      const slots = words.slice(match.start, match.end).flatMap((word) => slotOf.get(word.stem) ?? []);
      const tags = unique(match.concepts.flatMap((concept) => own(index.tags, concept) ?? []));
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
   * the two first are swapped. @param {string} word @param {IndexData} index @param {number} limit */
  function nearWords(word, index, limit) {
    const letters = Array.from(word), found = [];
    const heads = letters.slice(0, 2);
    for (const form of Object.keys(index.surfaces)) {
      if (!heads.some((head) => form.startsWith(head)) || form === word) continue;
      const away = distance(letters, Array.from(form), limit);
      if (away <= limit) found.push({ form, away });
    }
    return found.sort((a, b) => a.away - b.away || byCodePoint(a.form, b.form));
  }

  // -- engine (search/engine.py)

  /** Return inverse document frequency as a whole number of units, at least 1.
   * @param {number} frequency @param {Source} source */
  function idf(frequency, source) {
    const unit = source.index.ranking.idf_unit;
    return Math.max(1, Math.floor(unit * Math.log(1 + (source.size - frequency + 0.5) / (frequency + 0.5)) + 0.5));
  }

  /** Return the documents that a plan matches, with their scores.
   * @param {Plan} made @param {Source} source @returns {Found} */
  function find(made, source) {
    const tally = new Tally();
    const rare = scoreSlots(made, source, tally);
    scorePairs(made, source, tally);
    scoreConcepts(made, source, tally, rare);
    const optional = [...made.slots.keys()].filter((n) => made.slots[n].kind !== "required");
    const needed = optional.filter((n) => rare.has(n));
    tally.weighParts(needed, rare, source.index.ranking);
    let kept = optional.length ? tally.matching(needed, source.index.ranking) : new Set(Array(source.size).keys());
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

  /** Raise each document's value to that of its posting. @param {Map<number, number>} best @param {number[]} postings
   * @param {number} times */
  function raise(best, postings, times) {
    for (let n = 0; n < postings.length; n += 2)
      best.set(postings[n], Math.max(best.get(postings[n]) ?? 0, postings[n + 1] * times));
  }

  /** Add what words side by side are worth. A pair alone is no match: its words have been counted.
   * @param {Plan} made @param {Source} source @param {Tally} tally */
  function scorePairs(made, source, tally) {
    for (const [one, other] of made.pairs) {
      const postings = source.pair(one, other);
      const worth = source.index.ranking.pair_weight * idf(postings.length / 2, source);
      for (let n = 0; n < postings.length; n += 2) tally.add(postings[n], worth * postings[n + 1], []);
    }
  }

  /** Add each concept's scores and what its cases are filed under; a document with either has the slots beneath.
   * @param {Plan} made @param {Source} source @param {Tally} tally @param {Map<number, number>} rare */
  function scoreConcepts(made, source, tally, rare) {
    const { concept_weight: conceptWeight, tag_weight: tagWeight } = source.index.ranking;
    for (const asked of made.asked) {
      const best = bestOf(asked.concepts, source, conceptWeight);
      for (const kind of ["need:", "service:"]) {
        const filed = bestOf(asked.tags.filter((tag) => tag.startsWith(kind)), source, tagWeight);
        for (const [document, score] of filed) best.set(document, (best.get(document) ?? 0) + score);
      }
      for (const [document, score] of best) tally.add(document, score, asked.slots);
      for (const slot of best.size ? asked.slots : []) {
        if (!rare.has(slot)) rare.set(slot, idf(best.size, source));
      }
    }
  }

  /** Return document -> the best weighted score among some concepts or tags.
   * @param {string[]} keys @param {Source} source @param {number} weight @returns {Map<number, number>} */
  function bestOf(keys, source, weight) {
    const best = new Map();
    for (const key of keys) {
      const postings = source.concept(key);
      raise(best, postings, weight * idf(postings.length / 2, source));
    }
    return best;
  }

  /** Return the documents that satisfy a clause.
   * @param {Clause} clause @param {Source} source @returns {Set<number>} */
  function documents(clause, source) {
    return new Set(clause.terms.flatMap((term) => [...termDocuments(term, source)]));
  }

  /** @param {Term} term @param {Source} source @returns {Set<number>} */
  function termDocuments(term, source) {
    if (term.kind === "years") return years(term.text, source);
    if (term.kind === "facet") return new Set(own(source.facet(term.field ?? ""), term.text) ?? []);
    if (term.kind === "phrase") return phraseDocuments(term, source);
    /** @type {Set<number> | null} */
    let found = null;
    for (const { stems } of stemsOf(term, source.index)) {
      const having = new Set([...stems.keys()].flatMap((stem) => inField(stem, term.field, source)));
      found = found ? both(found, having) : having;
    }
    return found ?? new Set();
  }

  /** Return the documents whose first year lies in `since..until`, either end open.
   * @param {string} text @param {Source} source */
  function years(text, source) {
    const [since, until] = text.split("..");
    const low = Number(since || 0), high = Number(until || 9999);
    return new Set(numbered(source.index.years).filter(([year]) => year !== null && low <= year && year <= high)
      .map(([, document]) => document));
  }

  /** @param {string} stem @param {string | null} field @param {Source} source */
  function inField(stem, field, source) {
    if (field === null) return source.word(stem).filter((_, n) => n % 2 === 0);
    const inside = inBlock(field, source.index.blocks);
    return source.places(stem).filter((row) => row.some((place, n) => n > 0 && inside(place))).map((row) => row[0]);
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
    const inside = term.field === null ? () => true : inBlock(term.field, source.index.blocks);
    const placesOf = (/** @type {Token} */ word) =>
      new Map(source.places(word.stem).map((row) => [row[0], row.slice(1)]));
    const [first, ...later] = words.map(placesOf);
    return new Set([...first.keys()].filter((document) => {
      const following = later.map((places) => new Set(places.get(document)));
      return (first.get(document) ?? []).some((start) =>
        inside(start) && following.every((places, n) => places.has(start + n + 1)));
    }));
  }

  // -- passages (search/snippet.py)

  const WIDTH = 36;
  const LEAD = 6;
  const SHOWN = ["body", "summary"];

  /** Return the passage with the most, and the rarest, of the words and concepts asked for.
   * @param {[string, string][]} text @param {Map<string, number>} stems @param {string[]} concepts
   * @param {Matcher | null} matcher @param {string[]} countries @returns {Passage} */
  function bestPassage(text, stems, concepts, matcher, countries) {
    /** @type {string[]} */
    const fields = [];
    let top = null;
    for (const [name, raw] of text) {
      const shown = analysis.normal(raw);
      const words = analysis.tokens(shown);
      const lit = litWords(words, stems, concepts, matcher, countries);
      if (lit.length && !fields.includes(name)) fields.push(name);
      if (!SHOWN.includes(name) || !words.length) continue;
      const [start, worth] = bestWindow(words, lit, stems);
      if (!top || worth > top.worth) top = { worth, start, shown, words, lit };
    }
    if (!top) return { text: "", marks: [], fields };
    return { ...cut(top.shown, top.words, top.lit, top.start), fields };
  }

  /** Return the numbers of the words to mark. @param {Token[]} words @param {Map<string, number>} stems
   * @param {string[]} concepts @param {Matcher | null} matcher @param {string[]} countries */
  function litWords(words, stems, concepts, matcher, countries) {
    const lit = new Set([...words.keys()].filter((n) => stems.has(words[n].stem)));
    for (const match of matcher && concepts.length ? matcher.find(words, countries) : []) {
      if (!match.concepts.some((concept) => concepts.includes(concept))) continue;
      for (let n = match.start; n < match.end; n += 1) lit.add(n);
    }
    return [...lit].sort((a, b) => a - b);
  }

  /** Return first word and worth of the best stretch of WIDTH words: each different word counts once.
   * @param {Token[]} words @param {number[]} lit @param {Map<string, number>} stems */
  function bestWindow(words, lit, stems) {
    let best = [0, -1];
    for (const start of unique([0, ...lit.map((n) => Math.max(0, n - LEAD))])) {
      const inside = new Set(lit.filter((n) => start <= n && n < start + WIDTH).map((n) => words[n].stem));
      const worth = [...inside].reduce((sum, stem) => sum + (stems.get(stem) ?? 1), 0);
      if (worth > best[1]) best = [start, worth];
    }
    return best;
  }

  /** @param {string} shown @param {Token[]} words @param {number[]} lit @param {number} start */
  function cut(shown, words, lit, start) {
    const whole = size(shown), end = Math.min(words.length, start + WIDTH);
    const begin = start === 0 ? 0 : words[start].start;
    const stop = end === words.length ? whole : words[end - 1].end;
    const lead = begin === 0 ? "" : "… ", tail = stop === whole ? "" : " …";
    const shift = lead.length - begin;
    /** @type {number[][]} */
    const marks = [];
    for (const n of lit.filter((number) => start <= number && number < end)) {
      const last = marks[marks.length - 1];
      const follows = last && lit.includes(n - 1) && strip(slice(shown, last[1] - shift, words[n].start)) === "";
      if (follows) last[1] = words[n].end + shift;
      else marks.push([words[n].start + shift, words[n].end + shift]);
    }
    return { text: lead + slice(shown, begin, stop) + tail, marks };
  }

  // -- library (search/library.py)

  /** What a passage needs later: what was asked, of which index.
   * @type {WeakMap<Results, {source: Source, made: Plan, found: Found, exact: boolean, order: number[]}>} */
  const asked = new WeakMap();
  /** @type {WeakMap<IndexData, Matcher>} */
  const matchers = new WeakMap();

  /** @param {Source} source */
  function matcher(source) {
    const held = matchers.get(source.index) ?? matcherOf(source.index);
    matchers.set(source.index, held);
    return held;
  }

  /** Return results without passages. Throws QueryError. @param {Source} source @param {string} text
   * @param {Options} options @returns {Results} */
  function answer(source, text, options) {
    const started = performance.now();
    const filters = { values: options.filters ?? {}, since: options.since ?? 0, until: options.until ?? 0 };
    const exact = options.exact ?? false, offset = options.offset ?? 0;
    const query = parse(text);
    if (!query.clauses.length && !anyChosen(filters))
      throw new QueryError(text, 0, Math.max(1, size(text)), "The query is empty.",
        "Write what you look for, or choose a filter.");
    checkValues(source, query);
    const { made, found } = findFor(source, query, filters, exact);
    const order = sorted(source, found, [...within(source, found, filters)], options.sort ?? "relevance");
    const shown = order.slice(offset, offset + (options.limit ?? 10));
    /** @type {Results} */
    const results = {
      format_version: 1, query: text, total: order.length, took_ms: 0,
      expanded: expanded(source, made), suggestion: suggestion(source, query, made, found),
      facets: facets(source, found, filters),
      results: shown.map((document, n) => hit(source, document, offset + n + 1, Number(found.scores.get(document)))),
      hints: [...query.hints, ...leftOut(made, found, order.length)],
      advice: order.length ? [] : advice(source, query, filters, exact),
    };
    results.took_ms = performance.now() - started;
    asked.set(results, { source, made, found, exact, order: shown });
    return results;
  }

  /** @param {Filters} filters */
  function anyChosen(filters) {
    return Boolean(filters.since || filters.until || Object.values(filters.values).some((values) => values.length));
  }

  /** @param {Source} source @param {Query} query @param {Filters} filters @param {boolean} exact */
  function findFor(source, query, filters, exact) {
    const countries = filters.values.country?.length ? filters.values.country : null;
    const made = plan(query, source.index, exact ? null : matcher(source), countries);
    return { made, found: find(made, source) };
  }

  /** Refuse an unknown value of a facet. @param {Source} source @param {Query} query */
  function checkValues(source, query) {
    for (const term of query.clauses.flatMap((clause) => clause.terms).filter(({ kind }) => kind === "facet")) {
      const allowed = source.labels(term.field ?? ""), keys = Object.keys(allowed);
      if (!keys.length || own(allowed, term.text) !== undefined) continue;
      const close = nearValues(term.text, allowed);
      throw new QueryError(query.text, term.start, term.end, `“${term.text}” is not a value of ${term.field}.`,
        close.length ? `Did you mean ${close.join(" or ")}?` : `Values: ${keys.slice(0, 12).join(", ")}`);
    }
  }

  /** Return the documents that filters allow, or null for all. @param {Source} source @param {Filters} filters
   * @param {string} [leaveOut] a facet to pass over */
  function choose(source, filters, leaveOut) {
    /** @type {Set<number> | null} */
    let chosen = null;
    for (const [name, values] of Object.entries(filters.values)) {
      if (!values.length || name === leaveOut) continue;
      const column = source.facet(name);
      const having = new Set(values.flatMap((value) => own(column, value) ?? []));
      chosen = chosen ? both(chosen, having) : having;
    }
    if (filters.since || filters.until) {
      const having = years(`${filters.since || ""}..${filters.until || ""}`, source);
      chosen = chosen ? both(chosen, having) : having;
    }
    return chosen;
  }

  /** Return the documents found that filters allow.
   * @param {Source} source @param {Found} found @param {Filters} filters @param {string} [leaveOut] */
  function within(source, found, filters, leaveOut) {
    const chosen = choose(source, filters, leaveOut), all = new Set(found.scores.keys());
    return chosen ? both(all, chosen) : all;
  }

  /** @param {Source} source @param {Found} found @param {number[]} kept @param {string} sort */
  function sorted(source, found, kept, sort) {
    /** @type {(document: number) => number} */
    const key = sort === "year" ? (n) => -(source.index.years[n] || 0)
      : sort === "title" ? (n) => source.index.titles[n] : (n) => -Number(found.scores.get(n));
    return kept.sort((a, b) => key(a) - key(b) || a - b);
  }

  /** Return the counts of every facet, its own selection left out. @param {Source} source @param {Found} found
   * @param {Filters} filters */
  function facets(source, found, filters) {
    /** @type {Record<string, FacetValue[]>} */
    const counted = {};
    for (const name of FACETS) {
      const inside = within(source, found, filters, name);
      const column = source.facet(name), labels = source.labels(name), selected = filters.values[name] ?? [];
      counted[name] = unique([...Object.keys(labels), ...Object.keys(column)])
        .filter((value) => own(column, value))
        .map((value) => ({ value, label: own(labels, value) ?? value,
          count: column[value].filter((document) => inside.has(document)).length }))
        .filter(({ value, count }) => count || selected.includes(value));
    }
    return counted;
  }

  /** @param {Source} source @param {number} document @param {number} rank @param {number} score @returns {Hit} */
  function hit(source, document, rank, score) {
    const card = source.index.cards[document];
    return {
      rank, slug: card.slug, title: card.title, country: card.country, place: card.place, kind: card.kind,
      result: card.result, comparison: card.comparison, known: card.known, year: card.year, score,
      snippet: "", marks: [], matched: [], summary: card.summary, private: card.private,
    };
  }

  /** Give results their passages. @param {Results} results @param {[string, string][][]} texts */
  function fill(results, texts) {
    const held = asked.get(results);
    if (!held) return;
    const { source, made, found, exact, order } = held;
    const stems = new Map(made.slots.flatMap((slot, n) =>
      [...slot.stems.keys()].map((stem) => /** @type {[string, number]} */ ([stem, found.rare.get(n) ?? 1]))));
    const concepts = made.asked.flatMap((item) => item.concepts);
    results.results.forEach((one, n) => {
      const passage = bestPassage(texts[order[n]], stems, concepts, exact ? null : matcher(source), one.country);
      const having = unique(concepts).filter((key) =>
        source.concept(key).some((document, place) => place % 2 === 0 && document === order[n]));
      one.snippet = passage.text;
      one.marks = passage.marks;
      one.matched = [...passage.fields, ...having.map((key) => `concept:${key}`)];
    });
  }

  /** @param {Source} source @param {Plan} made */
  function expanded(source, made) {
    return unique(made.asked.flatMap((item) => item.concepts))
      .map((concept) => ({ concept, labels: own(source.index.concept_labels, concept) ?? [concept] }));
  }

  /** Say which words no case has, where the rest found something. @param {Plan} made @param {Found} found
   * @param {number} total */
  function leftOut(made, found, total) {
    const unknown = made.slots.filter((slot, number) => total && !found.rare.has(number) && slot.kind === "word");
    return unknown.map((slot) => `No case has the word “${slot.words[0]}”; it was left out.`);
  }

  /** Return the query with each unknown word replaced by the nearest known one, or null.
   * @param {Source} source @param {Query} query @param {Plan} made @param {Found} found */
  function suggestion(source, query, made, found) {
    let text = query.text;
    made.slots.forEach((slot, number) => {
      if (found.rare.has(number) || slot.kind !== "word") return;
      for (const word of slot.words) {
        const other = nearest(source, word);
        if (other) text = text.replace(analysis.WORD, (one) => analysis.surface(one) === word ? other : one);
      }
    });
    return text === query.text ? null : text;
  }

  /** @param {Source} source @param {string} word */
  function nearest(source, word) {
    const often = (/** @type {string} */ form) => source.word(source.index.surfaces[form]).length;
    const ranked = nearWords(word, source.index, edits(word))
      .sort((a, b) => a.away - b.away || often(b.form) - often(a.form) || byCodePoint(a.form, b.form));
    return ranked.length ? ranked[0].form : null;
  }

  /** Say what would give results where there are none. @param {Source} source @param {Query} query
   * @param {Filters} filters @param {boolean} exact @returns {Advice[]} */
  function advice(source, query, filters, exact) {
    /** @type {Advice[]} */
    const found = [];
    const offer = (/** @type {Advice} */ one) => { if (one.count) found.push(one); };
    for (const [name, values] of Object.entries(filters.values)) {
      const rest = { ...filters, values: { ...filters.values, [name]: [] } };
      if (values.length) offer({ count: count(source, query, rest, exact), drop: name, values, query: query.text });
    }
    if (filters.since || filters.until) {
      const rest = { values: filters.values, since: 0, until: 0 };
      offer({ count: count(source, query, rest, exact), drop: "years", values: [], query: query.text });
    }
    query.clauses.forEach(({ terms }, number) => {
      const rest = { ...query, clauses: query.clauses.filter((_, n) => n !== number) };
      const start = terms[0].start, end = terms[terms.length - 1].end;
      if (rest.clauses.length) {
        offer({ count: count(source, rest, filters, exact), drop: "words", values: [slice(query.text, start, end)],
          query: strip(slice(query.text, 0, start) + slice(query.text, end)) });
      }
    });
    if (exact) offer({ count: count(source, query, filters, false), drop: "exact", values: [], query: query.text });
    return found;
  }

  /** @param {Source} source @param {Query} query @param {Filters} filters @param {boolean} exact */
  function count(source, query, filters, exact) {
    return within(source, findFor(source, query, filters, exact).found, filters).size;
  }

  /** Return up to three allowed values that look or read like a mistaken one.
   * @param {string} text @param {Record<string, string>} allowed */
  function nearValues(text, allowed) {
    const wanted = strip(text).toLowerCase(), keys = Object.keys(allowed);
    const same = keys.filter((key) => allowed[key].toLowerCase() === wanted || key.toLowerCase() === wanted);
    if (same.length) return same;
    return keys.map((key) => ({ key, like: likeness(key, wanted) })).filter(({ like }) => like >= 0.6)
      .sort((a, b) => b.like - a.like || byCodePoint(b.key, a.key)).slice(0, 3).map(({ key }) => key);
  }

  /** Return how alike two texts are, 0 to 1: Ratcliff and Obershelp, as Python's difflib.
   * @param {string} one @param {string} other */
  function likeness(one, other) {
    const a = Array.from(one), b = Array.from(other);
    return a.length + b.length ? 2 * shared(a, b) / (a.length + b.length) : 1;
  }

  /** Return how many signs lie in common stretches, the longest first, the earliest of equals.
   * @param {string[]} a @param {string[]} b @returns {number} */
  function shared(a, b) {
    let best = 0, from = 0, to = 0;
    for (let i = 0; i < a.length; i += 1) {
      for (let j = 0; j < b.length; j += 1) {
        let length = 0;
        while (i + length < a.length && j + length < b.length && a[i + length] === b[j + length]) length += 1;
        if (length > best) [best, from, to] = [length, i, j];
      }
    }
    return best && best + shared(a.slice(0, from), b.slice(0, to)) + shared(a.slice(from + best), b.slice(to + best));
  }

  // -- doors

  /** A data script that did not come as it should. */
  class DataError extends Error {
    /** @param {Trouble} trouble */
    constructor(trouble) {
      super(data.sentence(trouble));
      this.name = "DataError";
    }
  }

  /** @type {Promise<Source> | null} */
  let opening = null;

  /** Return the index, loaded when first asked for; a failure is forgotten, so that a second try is possible.
   * @returns {Promise<Source>} */
  function open() {
    opening = opening ?? loadIndex(document.body.dataset.generation ?? "").catch((error) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  /** @param {string} name @param {string} generation @returns {Promise<any>} */
  function load(name, generation) {
    return new Promise((resolve, reject) => data.load(name, generation,
      (/** @type {Trouble | null} */ trouble, /** @type {unknown} */ value) =>
        trouble ? reject(new DataError(trouble)) : resolve(value)));
  }

  /** @param {string} generation @returns {Promise<Source>} */
  async function loadIndex(generation) {
    const index = await load("index", generation);
    const trouble = data.wrong(index);
    if (trouble) throw new DataError(trouble);
    analysis.use(index.analysis);
    return data.source(index, null);
  }

  /** Return the texts of an index, or null where a newer index had to be loaded, so that the search begins anew.
   * @param {Source} source @returns {Promise<[string, string][][] | null>} */
  async function loadTexts(source) {
    if (source.texts) return source.texts;
    /** @type {TextData} */
    const value = await load("texts", source.index.generation);
    if (value.generation === source.index.generation) {
      source.texts = value.texts;
      return value.texts;
    }
    // A cache may still hold the index of an older build: ask for that of the texts' build, once.
    const newer = await loadIndex(value.generation);
    if (newer.index.generation !== value.generation) throw new DataError({ kind: "foreign", file: "data/texts.js" });
    newer.texts = value.texts;
    opening = Promise.resolve(newer);
    return null;
  }

  /**
   * Search. options: filters (facet -> values), since, until, sort (relevance, year, title), limit, offset, exact;
   * passages: false leaves snippets out, `whatworks.passages` adds them later.
   * Rejects with QueryError on a query that cannot be read, with DataError where the data do not come.
   * @param {string} text @param {Options} [options] @returns {Promise<Results>}
   */
  async function search(text, options = {}) {
    const results = answer(await open(), text, options);
    if (options.passages === false || await passages(results)) return results;
    const again = answer(await open(), text, options);
    await passages(again);
    return again;
  }

  /** Give results their snippets, marks and what matched. Tells false where a newer index came and the search must be
   * done anew. @param {Results} results */
  async function passages(results) {
    const held = asked.get(results);
    const texts = held && results.results.length ? await loadTexts(held.source) : [];
    if (texts) fill(results, texts);
    return texts !== null;
  }

  /** Return what a page shows before anything is asked: the size of the library, its labels, and all facets counted. */
  async function overview() {
    const source = await open();
    const { library, labels, surfaces } = source.index;
    const scores = new Map(numbered(source.index.slugs).map(([, document]) => [document, 0]));
    const years = source.index.years.flatMap((year) => year ?? []);
    return { size: source.size, library, labels, surfaces, years: [Math.min(...years), Math.max(...years)],
      facets: facets(source, { scores, rare: new Map() }, { values: {}, since: 0, until: 0 }) };
  }

  /** @template T @param {T[]} items */
  function unique(items) {
    return [...new Set(items)];
  }

  /** @param {Set<number>} one @param {Set<number>} other */
  function both(one, other) {
    return new Set([...one].filter((item) => other.has(item)));
  }

  /** @template T @param {T[]} items @returns {[T, number][]} */
  function numbered(items) {
    return items.map((item, n) => [item, n]);
  }

  whatworks.search = search;
  whatworks.passages = passages;
  whatworks.overview = overview;
  whatworks.DataError = DataError;
})();
