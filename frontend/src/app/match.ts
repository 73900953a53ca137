import type { Command } from '../ui/commands';

/** How many commands are offered at once: nobody reads on, and a window may have hundreds of accounts. */
export const most = 60;

/** A name of any length is looked at so far. */
const looked = 200;

/** The commands that answer what was typed, the best first; of equal ones those used last, then as they stand. */
export function found(query: string, commands: Command[], recent: string[]): Command[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const place = (c: Command) => (recent.includes(c.id) ? recent.indexOf(c.id) : recent.length);
  return commands
    .map((command) => ({ command, score: scoreOf(words, command) }))
    .filter(({ score }) => score > 0 || words.length === 0)
    .sort((a, b) => b.score - a.score || place(a.command) - place(b.command))
    .slice(0, most)
    .map(({ command }) => command);
}

/** Each word has to be found, or it is 0. */
function scoreOf(words: string[], { name, keywords = '' }: Command): number {
  const scores = words.map((w) => Math.max(inName(w, plain(name)), inKeywords(w, plain(keywords))));
  return scores.includes(0) ? 0 : scores.reduce((sum, s) => sum + s, 0);
}

function inName(word: string, name: string): number {
  if (name.startsWith(word)) return 100;
  if (startsIn(word, name)) return 80;
  if (name.includes(word)) return 60;
  return scattered(word, name);
}

function inKeywords(word: string, keywords: string): number {
  return startsIn(word, keywords) ? 50 : 0;
}

/** Whether one of the words of a text starts so. */
function startsIn(word: string, text: string): boolean {
  return text.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word));
}

/** The letters in their order with others between them: better the more of them begin a word or follow each other. */
function scattered(word: string, name: string): number {
  let at = -1;
  let good = 0;
  for (const letter of word) {
    const next = name.indexOf(letter, at + 1);
    if (next < 0) return 0;
    if (next === at + 1 || !/[\p{L}\p{N}]/u.test(name[next - 1] ?? ' ')) good += 1;
    at = next;
  }
  return 2 * good < word.length ? 0 : (30 * good) / word.length; // by chance almost every name has almost every few letters
}

/** Without case and accents. */
function plain(text: string): string {
  return text.slice(0, looked).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
