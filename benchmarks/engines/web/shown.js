// What the peers' search pages show, in the places of WhatWorks's own search page.

const FACETS = ["result", "known", "country", "need", "delivery"];

/** Call `search` with what the address asks, and again with whatever is sent from the form. */
export function whenAsked(search) {
  const box = document.getElementById("q");
  document.getElementById("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    search(box.value);
  });
  const text = new URLSearchParams(location.search).get("q");
  if (text) search(text);
}

export function showResults(total, hits) {
  const list = document.getElementById("results");
  list.replaceChildren(
    ...hits.map(({ slug, title, summary }) => {
      const item = document.createElement("li");
      const heading = document.createElement("h3");
      const words = document.createElement("p");
      item.dataset.slug = slug;
      heading.textContent = title;
      words.textContent = summary;
      item.append(heading, words);
      return item;
    }),
  );
  document.getElementById("count").textContent = `${total} cases`;
}

export function showFacets(facets) {
  const lines = Object.entries(facets).map(([facet, values]) => {
    const line = document.createElement("li");
    line.append(document.createElement("input"), `${facet}: `);
    line.append(Object.entries(values).map(([value, count]) => `${value} ${count}`).join(", "));
    return line;
  });
  document.getElementById("facets").replaceChildren(...lines);
}

/** Count the values of the facets among documents. */
export function counted(documents) {
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, {}]));
  for (const found of documents) {
    for (const facet of FACETS) {
      for (const value of [found[facet]].flat()) counts[facet][value] = (counts[facet][value] ?? 0) + 1;
    }
  }
  return counts;
}
