import { Button, Switch, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { backend, type gateway } from '../../api/backend';
import { Badge } from '../../ui/badge';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';

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
    <Panel title="On this machine" aside={<StateLine state={state} pending={change.isPending} />}>
      <form onSubmit={submit} className="row gateway-switch" noValidate>
        <Switch
          label="Gateway"
          description="Programs on this machine alone can reach it"
          checked={change.isPending ? change.variables : state.on}
          disabled={sample || change.isPending || !readable}
          onChange={(e) => change.mutate(e.currentTarget.checked)}
        />
        <TextInput
          className="gateway-port"
          label="Port"
          inputMode="numeric"
          autoComplete="off"
          value={port}
          disabled={sample}
          error={readable ? undefined : 'Write a number from 1024 to 65535.'}
          onChange={(e) => setTyped(e.currentTarget.value.trim())}
        />
        {moved && (
          <Button type="submit" variant="default" disabled={!readable} loading={change.isPending}>
            Use this port
          </Button>
        )}
      </form>
      {state.on && state.listening && moved && <p className="quiet">Programs that were set up for the old port have to be told the new one.</p>}
      {sample && <p className="quiet">Leave the sample data to switch the gateway on.</p>}
      {change.error && <Notice tone="reached">{change.error.message}</Notice>}
      {!change.isPending && state.problem && <Notice title="The gateway does not listen.">{state.problem}</Notice>}
    </Panel>
  );
}

function StateLine({ state, pending }: { state: gateway.State; pending: boolean }) {
  return (
    <span role="status" aria-label="State of the gateway">
      {state.listening && !pending ? (
        <Badge tone="calm" icon={<IconCircleCheck aria-hidden />}>{`Listening on 127.0.0.1:${state.port}`}</Badge>
      ) : (
        <Badge tone="quiet" icon={<IconCircleDashed aria-hidden />}>{pending ? 'One moment …' : state.on ? 'Not listening' : 'Off'}</Badge>
      )}
    </span>
  );
}
