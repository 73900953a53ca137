// Dumps the prices of the npm package @pydantic/genai-prices into prices.json, and cases that its
// own code prices into testdata/cases.json. Its data are not exported, so they are taken from the
// module's text. By hand, with the unpacked package and the day as arguments:
//
//   npm pack @pydantic/genai-prices@0.1.8 && tar xzf pydantic-genai-prices-0.1.8.tgz
//   node backend/price/generate/main.mjs package 2026-11-23
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [from, day] = process.argv.slice(2);
const about = JSON.parse(fs.readFileSync(path.join(from, 'package.json'), 'utf8'));
const module_ = path.join(from, 'dist', 'index.js');
const text = fs.readFileSync(module_, 'utf8');
const name = /^const (\w+) = \[/.exec(text)[1];
const opened = path.join(from, 'dist', 'opened.mjs');
fs.writeFileSync(opened, `${text}\nexport { ${name} as data };\n`);
const { data, calcPrice } = await import(pathToFileURL(path.resolve(opened)).href);

// A pattern that begins by forbidding another is that other's "not": Go has no such pattern.
function plain(rule) {
  const [kind] = Object.keys(rule);
  if (Array.isArray(rule[kind])) return { [kind]: rule[kind].map(plain) };
  if (kind !== 'regex' || !rule.regex.includes('(?!')) return rule;
  const forbidden = /^\^\(\?!\.\*(.*)\)$/.exec(rule.regex);
  if (!forbidden) throw new Error(`a pattern that Go cannot read: ${rule.regex}`);
  return { not: { regex: forbidden[1] } };
}

const ours = ['anthropic', 'cerebras', 'cohere', 'deepseek', 'fireworks', 'google', 'groq', 'mistral', 'moonshotai', 'openai', 'openrouter', 'perplexity', 'together', 'x-ai'];
const vendors = data
  .filter((v) => ours.includes(v.id))
  .map((v) => ({ id: v.id, fallback_model_providers: v.fallback_model_providers, models: v.models.map((m) => ({ id: m.id, match: plain(m.match), prices: m.prices })) }));
const room = path.resolve(import.meta.dirname, '..');
const lines = vendors.map((v) => `{"id":${JSON.stringify(v.id)},"fallback_model_providers":${JSON.stringify(v.fallback_model_providers ?? [])},"models":[\n${v.models.map((m) => JSON.stringify(m)).join(',\n')}\n]}`);
fs.writeFileSync(path.join(room, 'prices.json'), `{"package":"@pydantic/genai-prices ${about.version}","as_of":"${day}","vendors":[\n${lines.join(',\n')}\n]}\n`);
fs.copyFileSync(path.join(from, 'LICENSE'), path.join(room, 'LICENSE.genai-prices'));

// Calls of many sizes, to every fourth model, on days on both sides of each change.
const back = { 'x-ai': 'xai', moonshotai: 'moonshot' };
const cases = [];
for (const v of vendors) {
  const named = v.models.flatMap((m, i) => {
    const rule = m.match.or?.find((r) => r.equals || r.starts_with) ?? m.match;
    const word = rule.equals ?? rule.starts_with;
    return word && (i % 4 === 0 || JSON.stringify(m.prices).includes('tiers') || Array.isArray(m.prices)) ? [{ word, m }] : [];
  });
  for (const { word, m } of v.id === 'openrouter' ? named.slice(0, 40) : named) {
    for (const on of ['2025-01-15', '2026-03-12', '2026-03-13', '2026-11-22']) {
      if (!Array.isArray(m.prices) && on !== '2026-11-22') continue;
      if (JSON.stringify(m.prices).includes('time_of_date')) continue;
      for (const input of [1, 1000, 200000, 200001, 300000]) {
        if (input > 1000 && !JSON.stringify(m.prices).includes('tiers')) continue;
        const cached = Math.floor(input / 4);
        const usage = { input_tokens: input, cache_read_tokens: cached, output_tokens: 777 };
        let priced;
        try {
          priced = calcPrice(usage, word, { providerId: v.id, timestamp: new Date(`${on}T12:00:00Z`) });
        } catch {
          continue; // units that a call of text does not have
        }
        if (!priced) continue;
        const keys = Object.keys(priced.model_price);
        if (!keys.includes('input_mtok') || !keys.includes('output_mtok') || keys.includes('requests_kcount')) continue;
        cases.push({ provider: back[v.id] ?? v.id, model: word, on, input, cached, output: 777, want: priced.total_price.toFixed(12), id: priced.model.id });
      }
    }
  }
}
fs.mkdirSync(path.join(room, 'testdata'), { recursive: true });
fs.writeFileSync(path.join(room, 'testdata', 'cases.json'), `[\n${cases.map((c) => JSON.stringify(c)).join(',\n')}\n]\n`);
console.log(`${vendors.length} vendors, ${vendors.reduce((n, v) => n + v.models.length, 0)} models, ${cases.length} cases`);
