/** To the demo's thread: where the house is. */
export interface DemoOrder {
  readonly url: string;
  readonly adminKey: string;
  /** Undefined: that gate is not open. */
  readonly sipPort: number | undefined;
  readonly smppPort: number | undefined;
}

export type DemoSaid =
  | { readonly kind: 'network'; readonly port: number }
  | { readonly kind: 'begun'; readonly people: number }
  | { readonly kind: 'failed'; readonly message: string };
