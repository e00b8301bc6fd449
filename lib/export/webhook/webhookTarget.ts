import { escapeText } from '../../base/escapeText.js';

/** Where a webhook posts to. Contains secrets: never print it as a whole. */
export interface WebhookTarget {
  /** The URL without user name, password and fragment: `fetch` refuses a URL with credentials, in an error that contains them. */
  readonly url: string;
  /** The header `Authorization` with the user name and password of the URL; undefined if it has none. */
  readonly authorization: string | undefined;
  /** Protocol and host, for people: the path and query of most webhooks are secrets. */
  readonly shownUrl: string;
}

/** The target of an http or https URL; undefined for any other text. */
export function parseWebhookTarget(text: string): WebhookTarget | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol)) return undefined;
  const { origin, password, username } = url;
  const isSecretHidden = url.pathname !== '/' || url.search !== '';
  url.username = '';
  url.password = '';
  url.hash = '';
  const credentials = new TextEncoder().encode(`${decoded(username)}:${decoded(password)}`);
  return {
    url: url.href,
    authorization:
      username === '' && password === '' ? undefined : `Basic ${btoa(String.fromCharCode(...credentials))}`,
    shownUrl: escapeText(isSecretHidden ? `${origin}/…` : origin),
  };
}

/** A part of a URL without its percent-encoding; unchanged if the encoding is invalid. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
