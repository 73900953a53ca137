import { PasswordInput } from '@mantine/core';
import type { Ref } from 'react';
import { t } from '../../words';

interface Props {
  label: string;
  description?: string;
  error?: string;
  value: string;
  change: (to: string) => void;
  focus?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** A passphrase, as dots and kept nowhere; `focus` makes it the first field of a dialog. */
export function PassphraseField({ label, description, error, value, change, focus, ref }: Props) {
  return (
    <PasswordInput
      ref={ref}
      label={label}
      description={description}
      error={error}
      autoComplete="off"
      spellCheck={false}
      data-autofocus={focus || undefined}
      value={value}
      onChange={(e) => change(e.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('lock.show') }}
    />
  );
}
