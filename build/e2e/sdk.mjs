// Calls models with the vendors' official clients and prints what they got, as JSON. The address
// and key of each vendor come as JSON on standard input.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const require = createRequire(path.resolve(import.meta.dirname, '../../frontend/package.json'));
const OpenAI = require('openai').default;
const Anthropic = require('@anthropic-ai/sdk').default;

const to = JSON.parse(fs.readFileSync(0, 'utf8'));
const messages = [{ role: 'user', content: 'What is left of the budget?' }];
const tools = [{ type: 'function', function: { name: 'look_up', parameters: { type: 'object', properties: { what: { type: 'string' } } } } }];

async function all(stream) {
  const items = [];
  for await (const item of await stream) items.push(item);
  return items;
}

const openai = new OpenAI({ apiKey: to.openai.key, baseURL: `${to.openai.url}/v1`, maxRetries: 0 });
const groq = new OpenAI({ apiKey: to.groq.key, baseURL: `${to.groq.url}/openai/v1`, maxRetries: 0 });
const perplexity = new OpenAI({ apiKey: to.perplexity.key, baseURL: `${to.perplexity.url}/v1`, maxRetries: 0 });
const anthropic = new Anthropic({ apiKey: to.anthropic.key, baseURL: to.anthropic.url, maxRetries: 0 });
const model = 'gpt-4o-2024-08-06';
const claude = { model: 'claude-haiku-4-5', max_tokens: 100, messages };

const got = {
  'a chat': await openai.chat.completions.create({ model, messages }),
  'a chat, streamed': await all(openai.chat.completions.create({ model, messages, stream: true })),
  'a chat, streamed and counted': await all(openai.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } })),
  'a chat with a tool': await openai.chat.completions.create({ model, messages, tools }),
  'a chat with a tool, streamed': await all(openai.chat.completions.create({ model, messages, tools, stream: true })),
  'a response': await openai.responses.create({ model, input: messages[0].content }),
  'a response, streamed': await all(openai.responses.create({ model, input: messages[0].content, stream: true })),
  'an embedding': await openai.embeddings.create({ model: 'text-embedding-3-small', input: 'budget', encoding_format: 'float' }),
  'a message': await anthropic.messages.create(claude),
  'a message, streamed': await all(anthropic.messages.create({ ...claude, stream: true })),
  'a message with a tool': await anthropic.messages.create({ ...claude, tools: [{ name: 'look_up', input_schema: { type: 'object' } }] }),
  'a message with a tool, streamed': await anthropic.messages.stream({ ...claude, tools: [{ name: 'look_up', input_schema: { type: 'object' } }] }).finalMessage(),
  'a chat at Groq, streamed': await all(groq.chat.completions.create({ model: 'llama-3.3-70b-versatile', messages, stream: true })),
  'a response of Perplexity': await perplexity.responses.create({ model: 'sonar', input: messages[0].content }),
};
const refused = await new OpenAI({ apiKey: 'olg_wrong', baseURL: `${to.openai.url}/v1`, maxRetries: 0 }).chat.completions.create({ model, messages }).catch((e) => e.status);
console.log(JSON.stringify({ got, refused }));
