variable "name" {
  type = string
}

variable "members" {
  type = list(string)
}

resource "file" "member" {
  for_each = toset(var.members)
  path     = "out/${var.name}/${each.key}.txt"
  content  = "${each.key} of ${var.name}\n"
}

resource "file" "roster" {
  path    = "out/${var.name}/roster.txt"
  content = join("\n", sort([for member in file.member : member.path]))
}

output "files" {
  value = [file.roster.path]
}
