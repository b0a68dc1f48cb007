import type { ApiClient } from './api-client.ts';

/** Files a complaint, and answers a sanction's grounds: the case that it opened. */
export const groundsOn = async (admin: ApiClient, complainant: string, at: string) => {
  const said = {
    complainant,
    reported: '010-62345678',
    channel: 'voice',
    at,
    durationMs: 0,
    description: '反复来电推销',
  };
  const { status, body } = await admin.post('/v1/complaints', said);
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return [{ kind: 'case', id: String(body['case']) }];
};
