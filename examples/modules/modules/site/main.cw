# A folder with one page for each name.

variable "folder" {
  type = string
}

variable "title" {
  type = string
}

variable "pages" {
  type    = list(string)
  default = ["index"]
}

resource "directory" "root" {
  path = var.folder
}

resource "file" "page" {
  for_each = toset(var.pages)

  path    = "${directory.root.path}/${each.key}.html"
  content = "<title>${var.title}: ${each.key}</title>\n"
}

output "paths" {
  value = sort([for page in file.page : page.path])
}
