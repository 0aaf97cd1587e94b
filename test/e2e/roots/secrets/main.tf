terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {}

resource "aws_secretsmanager_secret" "database" {
  name        = "tray/database"
  description = "What the connector logs in with"
  tags        = { team = "data" }
}

resource "aws_secretsmanager_secret_version" "database" {
  secret_id     = aws_secretsmanager_secret.database.id
  secret_string = jsonencode({ user = "reader", password = "secret" })
}

resource "aws_ssm_parameter" "key" {
  name        = "/tray/key"
  description = "A key"
  type        = "SecureString"
  value       = "value"
  tags        = { team = "data" }
}

resource "aws_ssm_parameter" "host" {
  name  = "host"
  type  = "String"
  value = "db.example.internal"
}
