import { t } from '../../words';

const shortest = 8; // characters, as Go has it

/** What is wrong with a passphrase that was typed twice; nothing is while the first or second is still empty. */
export function twice(first: string, again: string): { short?: string; differs?: string; good: boolean } {
  const long = [...first].length >= shortest;
  return {
    short: first !== '' && !long && again !== '' ? t('lock.tooShort') : undefined,
    differs: long && again !== '' && !first.startsWith(again) ? t('lock.differs') : undefined,
    good: long && first === again,
  };
}
