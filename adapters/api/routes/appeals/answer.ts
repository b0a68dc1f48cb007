import type { Handler } from '../route.ts';
import { write } from '../write.ts';

interface AnswerBody {
  readonly granted: boolean;
  readonly words: string;
  readonly lifts?: string;
}

/** POST /v1/appeals/{id}/answer */
export const answerAppeal: Handler = (call, ports) => {
  const { granted, words, lifts } = call.body as AnswerBody;
  const command = { kind: 'answerAppeal', id: call.params['id'] ?? '', granted, words, lifts } as const;
  return write(call, ports, command, 'answeredAppeal');
};
