import { Button, PasswordInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { backend, type Draft, type provider } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import { fingerprint } from './fingerprint';
import { KeyVerdict } from './key-verdict';

/** A field for a key: it shows what is typed as dots, what is stored not at all, and says what the key can read. */
export function SecretField({ field, value, change, draft }: { field: provider.Field; value: string; change: (key: string) => void; draft: Draft }) {
  const [settled] = useDebouncedValue(value, 300);
  // The key must not become part of a cache's name: only how often it changed does.
  const verdict = useQuery({
    queryKey: ['key verdict', draft.provider, draft.base_url, settled.length, fingerprint(settled)],
    queryFn: () => backend.checkKey({ provider: draft.provider, base_url: draft.base_url, key: settled }),
    enabled: settled !== '',
    gcTime: 0,
  });
  const said = settled === '' ? undefined : verdict.data;
  return (
    <div className="stack-tight">
      <PasswordInput
        label={field.label}
        description={field.help}
        autoComplete="off"
        required
        withAsterisk={false}
        value={value}
        onChange={(e) => change(e.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('accounts.show') }}
      />
      {said && <KeyVerdict verdict={said} />}
      {/* A new key or address makes what was said about the old one void. */}
      <Doctor key={`${value.length} ${fingerprint(JSON.stringify([value, draft]))}`} draft={{ ...draft, key: value }}>
        {field.link && !said?.link && (
          <Button variant="subtle" size="xs" onClick={() => void backend.openLink(field.link)}>
            {t('accounts.key.where')}
          </Button>
        )}
      </Doctor>
    </div>
  );
}

/** Asks the vendor what the key may do. Nothing is stored. */
function Doctor({ draft, children }: { draft: Draft; children: ReactNode }) {
  const check = useMutation({ mutationFn: () => backend.tryKey(draft), gcTime: 0 });
  return (
    <>
      <div className="row">
        <Button variant="default" size="xs" disabled={draft.key === ''} loading={check.isPending} onClick={() => check.mutate()}>
          {t('accounts.key.check')}
        </Button>
        {children}
        <span role="status" className="quiet">
          {check.isPending ? t('accounts.key.asking') : check.data || check.error ? '' : t('accounts.key.asks')}
        </span>
      </div>
      {check.data && <KeyVerdict verdict={check.data} />}
      {check.error && <Notice tone="reached">{check.error.message}</Notice>}
    </>
  );
}
