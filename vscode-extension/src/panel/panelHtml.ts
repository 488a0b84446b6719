/** What the panel's page is made of. */
export interface PanelResources {
  /** A random text that only this page's script carries. */
  readonly nonce: string;
  /** The address of the panel's script. */
  readonly script: string;
  /** The address of its style sheet. */
  readonly style: string;
  /** Where the editor serves the extension's own files from. */
  readonly source: string;
}

/** The panel's page. It may load nothing but the extension's own script and style, and talks to nobody but the extension. */
export function panelHtml({ nonce, script, style, source }: PanelResources): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>nn run</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<main id="run" aria-live="off"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
