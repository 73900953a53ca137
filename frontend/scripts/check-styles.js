// A colour or a size outside of src/styles/tokens.css fails: components name roles.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const literal = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(|\b\d*\.?\d+(?:px|rem|em)\b/i;
const problems = [];

for (const file of readdirSync('src', { recursive: true })) {
  if (!/\.(css|tsx)$/.test(file) || file.endsWith('tokens.css') || file.includes('.test.')) continue;
  const text = readFileSync(join('src', file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  text.split('\n').forEach((line, i) => {
    if (literal.test(line) && !line.includes('@media')) problems.push(`src/${file}:${i + 1}: ${line.trim()}`);
  });
}
if (problems.length > 0) {
  console.error(`A colour or size stands outside of src/styles/tokens.css:\n${problems.join('\n')}`);
  process.exit(1);
}
