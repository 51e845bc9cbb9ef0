# SYNTAX TEST "source.clockwork" "what is not closed ends with its line or block"
resource "file" "a" {
#<-------- storage.type.block.clockwork
#         ^^^^ entity.name.type.kind.clockwork
#                ^ entity.name.label.clockwork
#                   ^ punctuation.section.block.begin.clockwork
  path    = "never closed
# ^^^^ variable.other.property.clockwork
#         ^ keyword.operator.assignment.clockwork
#            ^^^^^^^^^^^^ string.quoted.double.clockwork
  content = "${var.x
# ^^^^^^^ variable.other.property.clockwork
#         ^ keyword.operator.assignment.clockwork
#            ^^ punctuation.definition.template-expression.begin.clockwork
#              ^^^ variable.language.clockwork
#                  ^ variable.other.member.clockwork
  mode    = "${upper("a
# ^^^^ variable.other.property.clockwork
#         ^ keyword.operator.assignment.clockwork
#            ^^ punctuation.definition.template-expression.begin.clockwork
#              ^^^^^ support.function.builtin.clockwork
#                     ^ string.quoted.double.clockwork
  list    = [1, 2
# ^^^^ variable.other.property.clockwork
#         ^ keyword.operator.assignment.clockwork
#            ^  ^ constant.numeric.clockwork
  image   = upper(1, 2
# ^^^^^ variable.other.property.clockwork
#         ^ keyword.operator.assignment.clockwork
#           ^^^^^ support.function.builtin.clockwork
#                 ^  ^ constant.numeric.clockwork
  object  = { a = 1
# ^^^^^^      ^ variable.other.property.clockwork
#         ^     ^ keyword.operator.assignment.clockwork
#                 ^ constant.numeric.clockwork
  nested {
# ^^^^^^ entity.name.type.block.clockwork
#        ^ punctuation.section.block.begin.clockwork
    b = [for x in y
#   ^ variable.other.property.clockwork
#     ^ keyword.operator.assignment.clockwork
#        ^^^ keyword.control.for.clockwork
#            ^ variable.parameter.clockwork
#              ^^ keyword.control.in.clockwork
#                 ^ variable.other.readwrite.clockwork
  }
# ^ punctuation.section.block.end.clockwork
}
#<- punctuation.section.block.end.clockwork
variable "next" {
#<-------- storage.type.block.clockwork
#         ^^^^ entity.name.label.clockwork
#               ^ punctuation.section.block.begin.clockwork
  type = list(object({ a = string
# ^^^^                 ^ variable.other.property.clockwork
#      ^                 ^ keyword.operator.assignment.clockwork
#        ^^^^ ^^^^^^ support.type.collection.clockwork
#                          ^^^^^^ support.type.primitive.clockwork
}
output "after" {
#<------ storage.type.block.clockwork
#       ^^^^^ entity.name.label.clockwork
#              ^ punctuation.section.block.begin.clockwork
  value = (1 +
# ^^^^^ variable.other.property.clockwork
#       ^ keyword.operator.assignment.clockwork
#          ^ constant.numeric.clockwork
#            ^ keyword.operator.arithmetic.clockwork
}
#<- punctuation.section.block.end.clockwork
loc
#<--- variable.other.property.clockwork
resource "docker_con
#<-------- storage.type.block.clockwork
#         ^^^^^^^^^^ string.quoted.double.clockwork
resource "file"
#<-------- storage.type.block.clockwork
#         ^^^^ entity.name.type.kind.clockwork
locals {
#<------ storage.type.block.clockwork
#      ^ punctuation.section.block.begin.clockwork
  empty =
# ^^^^^ variable.other.property.clockwork
#       ^ keyword.operator.assignment.clockwork
  text  = <<-EOT
# ^^^^ variable.other.property.clockwork
#       ^ keyword.operator.assignment.clockwork
#         ^^^ keyword.operator.heredoc.clockwork
#            ^^^ keyword.control.heredoc-token.clockwork
    ${var.a
#   ^^ punctuation.definition.template-expression.begin.clockwork
#     ^^^ variable.language.clockwork
#         ^ variable.other.member.clockwork
  EOT
# ^^^ keyword.control.heredoc-token.clockwork
  more  = 1
# ^^^^ variable.other.property.clockwork
#       ^ keyword.operator.assignment.clockwork
#         ^ constant.numeric.clockwork
  ima
# ^^^ variable.other.property.clockwork
}
#<- punctuation.section.block.end.clockwork
}
check "x" {
#<----- storage.type.block.clockwork
#      ^ entity.name.label.clockwork
#         ^ punctuation.section.block.begin.clockwork
  within = <<EOT
# ^^^^^^ variable.other.property.clockwork
#        ^ keyword.operator.assignment.clockwork
#          ^^ keyword.operator.heredoc.clockwork
#            ^^^ keyword.control.heredoc-token.clockwork
resource "file" "in_text" {
#<--------------------------- string.unquoted.heredoc.clockwork
EOT
#<--- keyword.control.heredoc-token.clockwork
  outer {
# ^^^^^ entity.name.type.block.clockwork
#       ^ punctuation.section.block.begin.clockwork
    inner {
#   ^^^^^ entity.name.type.block.clockwork
#         ^ punctuation.section.block.begin.clockwork
check "y" {
#<----- storage.type.block.clockwork
#      ^ entity.name.label.clockwork
#         ^ punctuation.section.block.begin.clockwork
  a = 1
# ^ variable.other.property.clockwork
#   ^ keyword.operator.assignment.clockwork
#     ^ constant.numeric.clockwork
}
#<- punctuation.section.block.end.clockwork
