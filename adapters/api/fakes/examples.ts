import type { InjectOptions } from 'fastify';
import { type Contract, loadContract, operationsOf, type PlacedOperation, parameterOf } from '../contract/contract.ts';

/** Every call of the contract with its example request and the answer the contract shows for it. */
export interface Example {
  readonly operationId: string;
  readonly placed: PlacedOperation;
  readonly request: InjectOptions & { readonly url: string };
  readonly status: string;
  readonly media: string;
  readonly answer: unknown;
}

const exampleUrl = (contract: Contract, { path, operation }: PlacedOperation): string => {
  let url = path;
  const query = new URLSearchParams();
  for (const parameter of (operation.parameters ?? []).map((given) => parameterOf(contract, given))) {
    if (parameter.example === undefined) continue;
    if (parameter.in === 'path')
      url = url.replace(`{${parameter.name}}`, encodeURIComponent(String(parameter.example)));
    if (parameter.in === 'query') query.set(parameter.name, String(parameter.example));
  }
  return query.size === 0 ? url : `${url}?${query}`;
};

/** A member's session where only members ask; else an operator's, where one may; else of the first who may. */
const keyFor = (operation: PlacedOperation['operation']): { authorization?: string } => {
  const roles = operation['x-roles'];
  if (!Array.isArray(roles)) return {};
  const role = roles.includes('admin') ? 'admin' : String(roles[0]);
  return { authorization: `Bearer key-of-${operation['x-member'] === true ? 'member' : role}` };
};

export const exampleOf = (contract: Contract, placed: PlacedOperation): Example => {
  const { operation, method } = placed;
  const [type, given] = Object.entries(operation.requestBody?.content ?? {})[0] ?? ['application/json', undefined];
  const body = given?.example;
  const bytes = operation.requestBody?.content['application/octet-stream'] !== undefined;
  const withExample = Object.entries(operation.responses).find(
    ([, response]) => Object.values(response.content ?? {})[0]?.example !== undefined && response.content,
  );
  const shown = Object.entries(operation.responses).find(
    ([status]) => /^[23]/.test(status) && (withExample === undefined || status === withExample[0]),
  );
  const [media, content] = Object.entries(shown?.[1].content ?? {})[0] ?? ['', undefined];
  return {
    operationId: operation.operationId,
    placed,
    request: {
      method: method as 'GET',
      url: exampleUrl(contract, placed),
      headers: {
        ...keyFor(operation),
        ...(type === 'application/json' ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { payload: body as object }),
      ...(bytes ? { payload: Buffer.from('subscriber\n') } : {}),
    },
    status: shown?.[0] ?? '',
    media,
    answer: content?.example,
  };
};

export const examplesOf = (contract: Contract = loadContract()): readonly Example[] =>
  operationsOf(contract).map((placed) => exampleOf(contract, placed));
