// Make MiniSearch's index: node minisearch_build.cjs DOCUMENTS DIR
const fs = require("fs");
const MiniSearch = require("minisearch");

const [documents, folder] = process.argv.slice(2);
const options = {
  fields: ["title", "summary", "body"],
  storeFields: ["title", "summary", "result", "known", "country", "need", "delivery"],
  idField: "slug",
};
const index = new MiniSearch(options);
for (const line of fs.readFileSync(documents, "utf8").trimEnd().split("\n")) index.add(JSON.parse(line));
fs.mkdirSync(folder, { recursive: true });
fs.writeFileSync(`${folder}/index.json`, JSON.stringify(index));
fs.writeFileSync(`${folder}/options.js`, `export default ${JSON.stringify(options)};`);
