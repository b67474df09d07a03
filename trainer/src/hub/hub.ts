/** Where models and data sets come from, and where they are kept. */
export interface HubSettings {
  /** Address of the Hub. */
  url: string;
  /** For what is private or gated. */
  token: string | undefined;
  /** Folder of what was fetched, laid out as `huggingface_hub` does, so that Python and we share it. */
  cache: string;
  /** Only what is in the cache; the network is not touched. */
  offline: boolean;
}

/** A repository of the Hub. */
export interface HubRepository {
  type: 'model' | 'dataset';
  name: string;
  /** Branch, tag or commit. */
  revision: string;
}

/** How far a download is, in bytes. */
export interface DownloadEvent {
  /** Come since the last event; 0 for what was there already. */
  came: number;
  done: number;
  total: number;
}

/** `google/bert@main` */
export function nameOf({ name, revision }: HubRepository): string {
  return `${name}@${revision}`;
}
