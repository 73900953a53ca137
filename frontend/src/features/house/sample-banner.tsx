import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { backend } from '../../api/backend';
import { Notice } from '../../ui/notice';

/** Says on every screen that the numbers are made up. */
export function SampleBanner() {
  const leave = useMutation({ mutationFn: backend.leaveSample });
  return (
    <Notice
      tone="info"
      title="Sample data: nothing here is real. "
      action={
        <Button variant="default" size="xs" loading={leave.isPending} onClick={() => leave.mutate()}>
          Leave sample data
        </Button>
      }
    >
      It is read from a simulated vendor on this machine, the same way as your own bills would be.
    </Notice>
  );
}
