# The shortest way to say it: each block waits for the one before it.

create_file "work/settings.json" {
  content = {
    name  = "report"
    limit = 3
  }
  mode = "0644"
}

run_command "make-report" {
  script      = "printf 'made from %s\n' \"$(cat settings.json)\" > report.txt"
  working_dir = "work"
  timeout     = "30s"
}
