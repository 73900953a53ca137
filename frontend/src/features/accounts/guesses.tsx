import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { backend, type bind, type provider } from '../../api/backend';
import { fingerprint } from './fingerprint';
import { ServiceIcon } from '../../ui/service-icon';
import { t } from '../../words';

/** Says whose key was pasted, and leads to that service's form. */
export function Guesses({ pasted, providers, pick }: { pasted: string; providers: bind.Provider[]; pick: (p: bind.Provider) => void }) {
  const [settled] = useDebouncedValue(pasted, 300);
  const guesses = useQuery({
    queryKey: ['guesses', settled.length, fingerprint(settled)],
    queryFn: () => backend.recognise(settled),
    enabled: settled !== '',
    gcTime: 0,
  });
  const likely = telling(guesses.data ?? []);
  if (settled === '' || !guesses.data) return <div role="status" />;
  return (
    <div role="status" className="stack-tight guesses">
      <p>{words(likely)}</p>
      {likely.length > 0 && (
        <div className="row">
          {likely.map((g) => {
            const service = providers.find((p) => p.id === g.provider);
            if (!service) return null;
            return (
              <Button key={g.provider} variant={likely.length === 1 ? 'filled' : 'default'} leftSection={<ServiceIcon svg={service.icon} />} onClick={() => pick(service)}>
                {likely.length === 1 ? t('accounts.guess.continue', { name: g.name }) : g.name}
              </Button>
            );
          })}
        </div>
      )}
    </div>
  );
}

/** The guesses by the longest form: a shorter one says less. */
function telling(guesses: provider.Guess[]): provider.Guess[] {
  const longest = Math.max(0, ...guesses.map((g) => g.kind.prefix.length));
  return guesses.filter((g) => g.kind.prefix.length === longest);
}

function words(likely: provider.Guess[]): string {
  const only = likely[0];
  if (!only) return t('accounts.guess.nobody');
  if (likely.length > 1) return t('accounts.guess.several');
  return t('accounts.guess.one', { name: only.name, kind: only.kind.name, reads: only.kind.reads });
}
