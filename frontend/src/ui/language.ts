import { type Language, languages, speak, spoken } from '../words';
import { keep, kept } from './view-state';

const name = 'language';

/** Speaks the language that was chosen last, on this machine; English where none was. */
export const speakAsChosen = () => speak(kept(name, ''));

/** Speaks a language from now on, and the next time. */
export async function chooseLanguage(to: Language): Promise<void> {
  keep(name, to);
  await speak(to);
}

export { languages, spoken };
