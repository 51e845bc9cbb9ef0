/** The version of this build. The bundler puts the number in; sources that Node runs directly have none. */
declare const CLOCKWORK_VERSION: string | undefined;

/** Version from package.json, or `development` when the sources run unbundled. */
export const version: string = typeof CLOCKWORK_VERSION === 'string' ? CLOCKWORK_VERSION : 'development';
