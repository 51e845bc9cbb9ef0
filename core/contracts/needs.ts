/** What a step may touch beyond the default (see SECURITY: least power). Shown in the plan. */
import { z } from 'zod';

export const needsSchema = z.strictObject({
  read: z.array(z.string()).describe('Files and folders that the step reads besides the defaults').default([]),
  write: z.array(z.string()).describe('Files that the step writes; a folder ends with `/`').default([]),
  hosts: z.array(z.string()).describe('Hosts (`name` or `name:port`) that the step connects to').default([]),
  secrets: z.array(z.string()).describe('JSON pointers into `args` of sensitive values that it is handed').default([]),
  engine: z.boolean().describe('Whether it speaks to the container engine').default(false),
});

export type Needs = z.output<typeof needsSchema>;

export const noNeeds: Needs = { read: [], write: [], hosts: [], secrets: [], engine: false };
