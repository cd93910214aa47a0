// Make FlexSearch's index in its exported parts: node flexsearch_build.cjs DOCUMENTS DIR
const fs = require("fs");
const { Document } = require("flexsearch");

const [documents, folder] = process.argv.slice(2);
const options = {
  tokenize: "strict",
  document: {
    id: "number", // its index repeats the name of a document at every word
    index: ["title", "summary", "body"],
    store: ["slug", "title", "summary", "result", "known", "country", "need", "delivery"],
  },
};
const index = new Document(options);
const lines = fs.readFileSync(documents, "utf8").trimEnd().split("\n");
for (const [number, line] of lines.entries()) index.add({ number, ...JSON.parse(line) });
fs.mkdirSync(folder, { recursive: true });
const parts = [];
index.export((key, data) => {
  if (data === undefined) return;
  const file = `part-${parts.length}.json`;
  fs.writeFileSync(`${folder}/${file}`, data);
  parts.push({ key, file });
});
const told = `export const options = ${JSON.stringify(options)}, parts = ${JSON.stringify(parts)};`;
fs.writeFileSync(`${folder}/options.js`, told);
