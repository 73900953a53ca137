import { learned } from '../words';
import { formatDate, formatDay, formatMonth } from './days';
import { formatSmallMoney } from './money';

/** A sentence of Go with what is put into it cut out, and how it is said in the language that is spoken. */
interface Template {
  parts: string[];
  /** The numbers of the slots between the parts. */
  slots: string[];
  to: string;
  /** How many letters it fixes: the one that fixes most is meant. */
  letters: number;
}

const few = 4; // letters that a template fixes: with fewer it fits around figures alone, or it would fit nearly everything
const deepest = 4; // sentences inside sentences
const endOfSentence = /(?<=[.!?]) (?=\S)/;

/**
 * A text that Go wrote, in the language that is spoken; as it is where that is English, or where
 * nobody said it in that language yet. Go's sentences are English, and each of its rooms has their
 * German beside its code.
 */
export function said(text: string, depth = 0): string {
  const templates = ready();
  if (templates.length === 0) return text;
  const amount = figure(text);
  if (amount) return amount;
  if (depth > deepest || text.startsWith('<') || !/\p{L}/u.test(text)) return text;
  const whole = best(templates, text, depth, false);
  if (whole !== undefined) return whole;
  const each = bySentences(templates, text.split(endOfSentence), depth);
  return each === text ? (best(templates, text, depth, true) ?? text) : each;
}

/** Sentence by sentence; some are known only together with those that follow. */
function bySentences(templates: Template[], sentences: string[], depth: number): string {
  const words: string[] = [];
  for (let at = 0; at < sentences.length; ) {
    let end = sentences.length;
    let found: string | undefined;
    for (; end > at; end--) {
      found = best(templates, sentences.slice(at, end).join(' '), depth, false);
      if (found !== undefined) break;
    }
    words.push(found ?? sentences[at] ?? '');
    at = Math.max(end, at + 1);
  }
  return words.join(' ');
}

let known: { from: object; templates: Template[] } = { from: {}, templates: [] };

function ready(): Template[] {
  const from = learned();
  if (known.from !== from) known = { from, templates: Object.entries(from).flatMap(([text, to]) => (to ? templatesOf(text, to) : [])).sort((a, b) => b.letters - a.letters) };
  return known.templates;
}

/** A template, and once more without the kind of error that it begins with: that is often cut off. */
function templatesOf(text: string, to: string): Template[] {
  const all = [template(text, to)];
  if (text.startsWith('{1}: ') && to.startsWith('{1}: ')) all.push(template(text.slice(5), to.slice(5)));
  return all.filter((t) => t.letters > 1);
}

function template(text: string, to: string): Template {
  const pieces = withoutStop(text).split(/\{(\d)\}/);
  const parts = pieces.filter((_, i) => i % 2 === 0);
  return { parts, slots: pieces.filter((_, i) => i % 2 === 1), to: withoutStop(to), letters: (parts.join('').match(/\p{L}/gu) ?? []).length };
}

const withoutStop = (text: string) => (text.endsWith('.') && !text.endsWith('…') ? text.slice(0, -1) : text);

/** The most literal template that fits; with `wide`, what is put in may be of several sentences. */
function best(templates: Template[], text: string, depth: number, wide: boolean): string | undefined {
  const stop = text.endsWith('.');
  const bare = withoutStop(text);
  const small = bare.charAt(0).toLowerCase() + bare.slice(1);
  const great = capital(bare);
  for (const t of templates) {
    const found = fit(t, bare, wide) ?? (t.parts[0] ? (fit(t, small, wide) ?? fit(t, great, wide)) : undefined);
    if (!found) continue;
    const filled = t.to.replace(/\{(\d)\}/g, (_, n: string) => said(found[t.slots.indexOf(n)] ?? '', depth + 1));
    const begun = small !== bare || (stop && great === bare) ? capital(filled) : filled;
    return stop && !/[.!?…]$/.test(begun) ? `${begun}.` : begun;
  }
  return undefined;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What stands in the slots of a template where it fits a text. */
function fit({ parts, slots, letters }: Template, text: string, wide: boolean): string[] | undefined {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return text === first ? [] : undefined;
  const last = rest[rest.length - 1] ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined;
  const end = text.length - last.length;
  const found: string[] = [];
  let at = first.length;
  for (const [i, part] of rest.entries()) {
    const to = i === rest.length - 1 ? end : text.indexOf(part, at + 1);
    if (to <= at || to > end) return undefined;
    found.push(text.slice(at, to));
    at = to + part.length;
  }
  if (found.length !== slots.length || (letters < few && !aroundFigures(found))) return undefined;
  return wide || !found.some((s) => endOfSentence.test(s)) ? found : undefined;
}

/** "{1}: {2} on {3}" is of something, and otherwise of figures. */
function aroundFigures(found: string[]): boolean {
  const figures = found.length > 1 ? found.slice(1) : found;
  return figures.every((s) => figure(s) !== undefined || /^[\d.,]+$/.test(s));
}

const signs: Record<string, string> = { $: 'USD', '€': 'EUR', '£': 'GBP' };
const money = /^(-?)([$€£]?)([\d,]+\.\d{2,})(?: ([A-Z]{3}))?$/;
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const short = months.map((m) => m.slice(0, 3)).join('|');
const day = new RegExp(`^(\\d{1,2}) (${short})(?: (\\d{4}))?( \\d{2}:\\d{2})?$`);
const month = new RegExp(`^(${months.join('|')}) (\\d{4})$`);

/** An amount, a day or days of Go's as the language writes them. */
function figure(text: string): string | undefined {
  const [from = '', through] = text.split(' to ');
  if (through === undefined) return amountWords(text) ?? dayWords(text) ?? monthWords(text);
  const ends = [dayWords(from), dayWords(through)];
  return ends.every(Boolean) ? ends.join(' – ') : undefined;
}

function amountWords(text: string): string | undefined {
  const found = money.exec(text);
  const currency = found && (found[4] ?? signs[found[2] ?? '']);
  return found && currency ? formatSmallMoney({ value: `${found[1]}${found[3]?.replaceAll(',', '')}`, currency }) : undefined;
}

function dayWords(text: string): string | undefined {
  const [, date = '', name = '', year, time = ''] = day.exec(text) ?? [];
  if (!name) return undefined;
  const iso = `${year ?? '2024'}-${numberOf(name)}-${date.padStart(2, '0')}`; // 2024 has each day that there is
  return (year ? formatDate(iso) : formatDay(iso)) + time;
}

function monthWords(text: string): string | undefined {
  const [, name = '', year] = month.exec(text) ?? [];
  return year && formatMonth(`${year}-${numberOf(name)}-01`);
}

const numberOf = (name: string) => String(months.findIndex((m) => m.startsWith(name)) + 1).padStart(2, '0');
