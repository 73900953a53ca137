import { Select } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { chooseLanguage, languages, spoken } from '../../ui/language';
import { type Language, t } from '../../words';

const data = Object.entries(languages).map(([value, label]) => ({ value, label }));

let chosenHere = false; // another language draws the whole window anew, and the focus has to come back

/** The language of the window; it is spoken at once. */
export function LanguageSelect() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (chosenHere) field.current?.focus();
    chosenHere = false;
  }, []);
  const choose = (language: Language) => {
    chosenHere = language !== spoken();
    void chooseLanguage(language);
  };
  return <Select ref={field} className="settings-form" label={t('settings.look.language')} description={t('settings.look.inEnglish')} data={data} value={spoken()} allowDeselect={false} onChange={(to) => to && choose(to as Language)} />;
}
