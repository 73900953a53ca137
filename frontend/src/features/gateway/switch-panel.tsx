import { Button, Switch, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { backend, type gateway } from '../../api/backend';
import { Badge } from '../../ui/badge';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';

/** Whether the gateway listens, on which port, and why it does not although it should. */
export function SwitchPanel({ state, sample }: { state: gateway.State; sample: boolean }) {
  const [typed, setTyped] = useState<string>();
  const port = typed ?? String(state.port);
  const readable = /^\d{1,5}$/.test(port);
  const change = useMutation({
    mutationFn: (on: boolean) => backend.switchGateway(on, Number(port)),
    onSuccess: () => setTyped(undefined),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (readable) change.mutate(state.on);
  };
  const moved = port !== String(state.port);
  return (
    <Panel title={t('gateway.switch.title')} aside={<StateLine state={state} pending={change.isPending} />}>
      <form onSubmit={submit} className="row gateway-switch" noValidate>
        <Switch
          label={t('gateway.title')}
          description={t('gateway.switch.reach')}
          checked={change.isPending ? change.variables : state.on}
          disabled={sample || change.isPending || !readable}
          onChange={(e) => change.mutate(e.currentTarget.checked)}
        />
        <TextInput
          className="gateway-port"
          label={t('gateway.switch.port')}
          inputMode="numeric"
          autoComplete="off"
          value={port}
          disabled={sample}
          error={readable ? undefined : t('gateway.switch.badPort')}
          onChange={(e) => setTyped(e.currentTarget.value.trim())}
        />
        {moved && (
          <Button type="submit" variant="default" disabled={!readable} loading={change.isPending}>
            {t('gateway.switch.use')}
          </Button>
        )}
      </form>
      {state.on && state.listening && moved && <p className="quiet">{t('gateway.switch.moved')}</p>}
      {sample && <p className="quiet">{t('gateway.switch.sample')}</p>}
      {change.error && <Notice tone="reached">{change.error.message}</Notice>}
      {!change.isPending && state.problem && <Notice title={t('gateway.switch.deaf')}>{state.problem}</Notice>}
    </Panel>
  );
}

function StateLine({ state, pending }: { state: gateway.State; pending: boolean }) {
  return (
    <span role="status" aria-label={t('gateway.switch.state')}>
      {state.listening && !pending ? (
        <Badge tone="calm" icon={<IconCircleCheck aria-hidden />}>{t('gateway.switch.listening', { address: `127.0.0.1:${state.port}` })}</Badge>
      ) : (
        <Badge tone="quiet" icon={<IconCircleDashed aria-hidden />}>{pending ? t('gateway.switch.moment') : state.on ? t('gateway.switch.notListening') : t('gateway.switch.off')}</Badge>
      )}
    </span>
  );
}
