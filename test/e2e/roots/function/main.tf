terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block = "10.9.0.0/16"
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.9.0.0/24"
}

resource "aws_security_group" "this" {
  name   = "function"
  vpc_id = aws_vpc.this.id
}

resource "aws_iam_role" "this" {
  name = "function"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "interfaces" {
  role = aws_iam_role.this.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DeleteNetworkInterface",
      ]
      Resource = "*"
    }]
  })
}

resource "aws_lambda_function" "this" {
  function_name                  = "probe"
  filename                       = "${path.module}/function.zip"
  source_code_hash               = filebase64sha256("${path.module}/function.zip")
  handler                        = "index.handler"
  runtime                        = "nodejs22.x"
  architectures                  = ["arm64"]
  role                           = aws_iam_role.this.arn
  timeout                        = 30
  memory_size                    = 256
  reserved_concurrent_executions = 2

  environment {
    variables = { GREETING = "hello" }
  }

  logging_config {
    log_format = "Text"
  }

  vpc_config {
    subnet_ids         = [aws_subnet.this.id]
    security_group_ids = [aws_security_group.this.id]
  }

  tags = { team = "network" }

  depends_on = [aws_iam_role_policy.interfaces]
}

resource "aws_lambda_permission" "this" {
  statement_id  = "own"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = aws_iam_role.this.arn
}

resource "aws_acm_certificate" "this" {
  certificate_body = file("${path.module}/certificate.pem")
  private_key      = file("${path.module}/key.pem")
  tags             = { team = "network" }
}
