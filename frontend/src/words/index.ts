// What the window says: one catalogue, a file a room, the same keys in every language.
import i18next, { type TFunction } from 'i18next';
import { en } from './en';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words';
    resources: { words: typeof en };
  }
}

/** The languages that the window speaks, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof languages;

// Where a language says nothing of its region, numbers and dates are written as most of its speakers do.
const regions: Record<Language, string> = { en: 'en-US', de: 'de-DE' };

void i18next.init({
  lng: 'en',
  resources: { en: { words: en } },
  defaultNS: 'words',
  initAsync: false, // English is there with the first line of the page
  interpolation: { escapeValue: false }, // React escapes, and twice would show
});

/**
 * A text of the catalogue, in the language that is spoken now: `t('accounts.remove', { name })`.
 * Ask while drawing, not while loading: what is kept in a constant stays in its language.
 * A count chooses between one and many, and is shown as the caller writes it:
 * `t('imports.rows', { count, n: formatCount(count) })` with "rows_one" and "rows_other".
 */
export const t: TFunction<'words'> = i18next.t.bind(i18next) as TFunction<'words'>;

const taught: Partial<Record<Language, Record<string, string>>> = {};
const nothing: Record<string, string> = {};

/** How Go's own sentences are said in the language that is spoken, by their English; nothing where that is English. */
export function learned(): Record<string, string> {
  return taught[spoken()] ?? nothing;
}

/** Speaks a language from now on; what is not known is English. Whoever shows texts draws anew. */
export async function speak(chosen: string): Promise<void> {
  const language: Language = chosen in languages ? (chosen as Language) : 'en';
  if (language !== 'en' && !i18next.hasResourceBundle(language, 'words')) {
    const { de, said } = await import('./de');
    taught[language] = said;
    i18next.addResourceBundle(language, 'words', de);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Calls back after every change of the language, until what it returns is called. */
export function onLanguage(call: () => void): () => void {
  i18next.on('languageChanged', call);
  return () => i18next.off('languageChanged', call);
}

/** The language that is spoken now. */
export function spoken(): Language {
  return i18next.language as Language;
}

/** How numbers and dates are written: as in the user's own region where that speaks the language. */
export function locale(): string {
  const language = spoken();
  return navigator.languages.find((l) => l.startsWith(`${language}-`)) ?? regions[language];
}

/** The first day of a week where the user lives: 0 for Sunday, 1 for Monday, 6 for Saturday. */
export function firstWeekday(): number {
  const region = navigator.languages[0] ?? locale();
  const known = new Intl.Locale(region) as Intl.Locale & { weekInfo?: { firstDay: number }; getWeekInfo?: () => { firstDay: number } };
  const first = known.getWeekInfo?.().firstDay ?? known.weekInfo?.firstDay ?? (known.region === 'US' ? 7 : 1);
  return first % 7;
}
